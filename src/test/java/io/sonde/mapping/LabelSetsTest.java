package io.sonde.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSetsTest {
  private static final String[] NAMES = {"a", "b"};

  @Test
  void numbersLabelSetsAsTheyCome() {
    LabelSets sets = new LabelSets(NAMES, null);
    String[] values = {"x", "y"};
    assertThat(sets.number(values)).isZero();
    values[1] = "z";
    assertThat(sets.number(values)).isOne();
    values[1] = "y";
    assertThat(sets.number(values)).isZero();
    assertThat((Object) sets.labels(0)).isEqualTo(Labels.of("a", "x", "b", "y"));
    assertThat((Object) sets.labels(1)).isEqualTo(Labels.of("a", "x", "b", "z"));
  }

  @Test
  void keepsThousandsApartEvenWhereHashesMeet() {
    LabelSets sets = new LabelSets(NAMES, null);
    int count = 5000;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < count; i++) {
        assertThat(sets.number(new String[] {colliding(i), "v"})).isEqualTo(i);
      }
    }
    for (int i = 0; i < count; i++) {
      assertThat(sets.labels(i).get("a")).isEqualTo(colliding(i));
    }
  }

  /** Texts of one length that all have the same hash: "Aa" and "BB" do. */
  private static String colliding(int i) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 13; bit++) {
      text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  @Test
  void sortsByLabels() {
    LabelSets sets = new LabelSets(NAMES, null);
    for (String a : new String[] {"c", "a", "b"}) {
      sets.number(new String[] {a, ""});
    }
    assertThat(sets.sorted()).containsExactly(1, 2, 0);
    sets.number(new String[] {"0", ""});
    assertThat(sets.sorted()).containsExactly(3, 1, 2, 0);
  }

  @Test
  void takesOverTheLabelsOfThePreviousBatchAndForgetsItWhenDone() {
    LabelSets first = new LabelSets(NAMES, null);
    IntStream.range(0, 100).forEach(i -> first.number(new String[] {"x" + i, "y"}));
    LabelSets second = new LabelSets(NAMES, first);
    assertThat(second.number(new String[] {"x42", "y"})).isZero();
    assertThat((Object) second.labels(0)).isSameAs(first.labels(42));
    second.done();
    assertThat(second.number(new String[] {"x43", "y"})).isOne();
    assertThat((Object) second.labels(1)).isEqualTo(first.labels(43)).isNotSameAs(first.labels(43));
  }
}
