# The image of Sonde: a linked Java runtime, the jars and the C library, from scratch. java is the only process.
#
#   docker build --build-arg REVISION="$(git rev-parse --short=12 HEAD)" -t sonde:0.1.0 .
#
# The base images have exact versions. To update them, take the newest tags of Temurin 25 for Ubuntu and of Maven 3.9,
# and run CI. To pin them by digest, write NAME@sha256:… with the digest that "docker buildx imagetools inspect NAME"
# shows.
ARG JDK=eclipse-temurin:25.0.3_9-jdk-noble
ARG MAVEN=maven:3.9.11

FROM ${MAVEN} AS maven

FROM ${JDK} AS build
COPY --from=maven /usr/share/maven /usr/share/maven
ENV PATH=/usr/share/maven/bin:$PATH
WORKDIR /src
# Maven's downloads are a layer of their own, which is built again only when pom.xml changes. An empty class makes Maven
# run, and so fetch, all plugins.
COPY pom.xml ./
RUN mkdir -p src/main/java/nothing src/main/jte src/main/resources \
    && echo 'package nothing; final class Nothing { private Nothing() {} }' >src/main/java/nothing/Nothing.java \
    && mvn -B -ntp package -Dmaven.test.skip=true \
    && rm -rf src target
COPY . .
# The revision is read from .git. For a build context without .git, pass it: --build-arg REVISION=…
ARG REVISION
RUN mvn -B -ntp package -Pimage ${REVISION:+-Dgit.commit.id.abbrev=$REVISION} && jlink/layers target/sonde /layers

# Java needs only the C library and the names of users and groups of an operating system.
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
# A number, so that Kubernetes can verify runAsNonRoot.
USER 10001:10001
EXPOSE 8080
# Mount the configuration at /etc/sonde and additional JDBC drivers at /opt/sonde/drivers.
ENTRYPOINT ["/opt/sonde/bin/java", "@/opt/sonde/lib/jvm.options", "-XX:AOTCache=/opt/sonde/lib/sonde.aot", "-Dsonde.drivers=/opt/sonde/drivers", "-jar", "/opt/sonde/app/sonde.jar"]
