package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://api.example.com/v1/t0ken         | https://api.example.com
          http://bob:s3cret@rabbitmq:15672/api?k=s | http://rabbitmq:15672
          http://[2001:db8::1]:8080/               | http://[2001:db8::1]:8080
          local                                    | local
          """)
  void hostOfAnApi(URI url, String address) {
    assertThat(Address.of(url)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://db:5432/orders                                | jdbc:postgresql://db:5432/orders
          jdbc:postgresql://a:5432,b:5432/orders?user=bob&password=s3cret | jdbc:postgresql://a:5432,b:5432/orders
          jdbc:postgresql://[::1]/orders                                  | jdbc:postgresql://[::1]/orders
          jdbc:sqlserver://db:1433;databaseName=x;user=bob;password=s3cr  | jdbc:sqlserver://db:1433
          jdbc:h2:mem:demo;USER=sa;PASSWORD=s3cret                        | jdbc:h2:mem:demo
          jdbc:sqlite:/var/lib/app.db                                     | jdbc:sqlite:/var/lib/app.db
          jdbc:postgresql://bob:s3cret@db/orders                          | jdbc:postgresql
          jdbc:postgresql://bob:12?3@db/orders                            | jdbc:postgresql
          jdbc:mariadb://db/orders?user=bob&password=s3@cret              | jdbc:mariadb
          jdbc:oracle:thin:bob/s3cret@db:1521:x                           | jdbc:oracle
          jdbc:mysql://address=(host=db)(password=s3cret)/orders          | jdbc:mysql
          jdbc:db2://db:50000/SAMPLE:password=s3cret;user=bob;            | jdbc:db2://db:50000
          jdbc:teradata://db/USER=bob,PASSWORD=s3cret                     | jdbc:teradata://db
          jdbc:odd:password=s3cret                                        | jdbc:odd
          jdbc:odd                                                        | jdbc
          anything s3cret                                                 | jdbc
          """)
  void databaseOfAUrl(String url, String address) {
    assertThat(Address.ofJdbc(url)).isEqualTo(address);
  }
}
