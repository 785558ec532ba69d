# Sonde as a container: java as the only process, of a runtime that has what Sonde needs and nothing else.
#
#   docker build --build-arg REVISION="$(git rev-parse --short=12 HEAD)" -t sonde:0.1.0 .
#
# The bases are exact versions, never moving tags. To refresh them: take the newest tag of Temurin 25 for Ubuntu and of
# Maven 3.9, build, and let CI have its say. To pin harder, write the digest that "docker buildx imagetools inspect NAME"
# shows behind the tag: NAME@sha256:...
ARG JDK=eclipse-temurin:25.0.3_9-jdk-noble
ARG MAVEN=maven:3.9.11

FROM ${MAVEN} AS maven

FROM ${JDK} AS build
COPY --from=maven /usr/share/maven /usr/share/maven
ENV PATH=/usr/share/maven/bin:$PATH
WORKDIR /src
# What Maven downloads is a layer of its own, which changes with the pom alone: one empty class makes it fetch everything.
COPY pom.xml ./
RUN mkdir -p src/main/java/nothing src/main/resources \
    && echo 'package nothing; final class Nothing { private Nothing() {} }' >src/main/java/nothing/Nothing.java \
    && mvn -B -ntp package -Dmaven.test.skip=true \
    && rm -rf src target
COPY . .
# The revision is that of .git; a context without it hands it over: --build-arg REVISION=...
ARG REVISION
RUN mvn -B -ntp package -Pimage ${REVISION:+-Dgit.commit.id.abbrev=$REVISION} && jlink/layers target/sonde /layers

# From scratch: of an operating system Java needs the C library and names for a user, which is less than any base has.
FROM scratch
COPY --from=build /layers/system/ /
COPY --from=build /layers/java/ /opt/sonde/
COPY --from=build /layers/app/ /opt/sonde/
COPY --from=build /layers/cache/ /opt/sonde/
ARG REVISION
LABEL org.opencontainers.image.title="Sonde" \
      org.opencontainers.image.description="A Prometheus exporter that you configure instead of write." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="${REVISION}"
ENV LANG=C.UTF-8
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8080
# Mount a configuration at /etc/sonde and more JDBC drivers at /opt/sonde/drivers.
ENTRYPOINT ["/opt/sonde/bin/java", "@/opt/sonde/lib/jvm.options", "-XX:AOTCache=/opt/sonde/lib/sonde.aot", "-Dsonde.drivers=/opt/sonde/drivers", "-jar", "/opt/sonde/app/sonde.jar"]
