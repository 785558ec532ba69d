package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class VitalThreadTest {
  @Test
  void aThreadThatEndsIsDeadOfWhatItThrew() throws Exception {
    var end = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .name("helidon-http-timer")
            .unstarted(() -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new OutOfMemoryError("Java heap space");
            });
    var part = new VitalThread(thread);
    thread.start();
    assertThat(part.death()).isNull();

    end.countDown();
    thread.join();
    assertThat(part.name()).isEqualTo("the thread helidon-http-timer");
    assertThat(part.death()).isEqualTo("java.lang.OutOfMemoryError: Java heap space");
  }

  @Test
  void aThreadThatJustEndsIsDeadToo() throws Exception {
    Thread thread = Thread.ofPlatform().unstarted(() -> {});
    var part = new VitalThread(thread);
    thread.start();
    thread.join();
    assertThat(part.death()).isEqualTo("it has ended");
  }
}
