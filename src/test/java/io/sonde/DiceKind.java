package io.sonde;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Secret;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A kind of target of its own: dice, each throw of which is a row. */
final class DiceKind implements TargetKind {
  private static final Key<Integer> SIDES =
      Key.of("sides", Types.integer(2, 100), "How many sides each has.").otherwise("6");
  private static final Key<Integer> SEED =
      Key.of("seed", Types.integer(0, 1_000), "What the throws depend on.").otherwise("0");
  private static final Key<Integer> THROWS =
      Key.of("throws", Types.integer(1, 100), "How many throws a read has.").asAlternative();

  private record Dice(String name, int sides, int seed) implements TargetConfig {
    @Override
    public String kind() {
      return "dice";
    }

    @Override
    public List<Secret> credentials() {
      return List.of();
    }
  }

  private record Throws(int number) implements QueryConfig {
    @Override
    public String kind() {
      return "dice";
    }
  }

  @Override
  public String key() {
    return "dice";
  }

  @Override
  public String meaning() {
    return "A number of dice.";
  }

  @Override
  public List<Key<?>> targetKeys() {
    return List.of(SIDES, SEED);
  }

  @Override
  public List<Key<?>> queryKeys() {
    return List.of(THROWS);
  }

  @Override
  public TargetConfig readTarget(String name, Section connection) {
    return new Dice(name, connection.get(SIDES), connection.get(SEED));
  }

  @Override
  public QueryConfig readQuery(Section collector) {
    Integer number = collector.find(THROWS);
    return new Throws(number == null ? 1 : number);
  }

  @Override
  public Optional<String> fieldProblem(QueryConfig query, String field) {
    return List.of("number", "eyes").contains(field)
        ? Optional.empty()
        : Optional.of("expected number or eyes, found '" + field + "'");
  }

  @Override
  public Target open(TargetConfig config) {
    return new Table((Dice) config);
  }

  private record Table(Dice dice) implements Target {
    @Override
    public String name() {
      return dice.name;
    }

    @Override
    public Query prepare(QueryConfig query, Fields fields) {
      int number = ((Throws) query).number;
      return (reading, sink) -> read(number, reading, sink);
    }

    private int read(int number, Reading reading, Sink sink) throws ReadException {
      Random random = new Random(dice.seed);
      for (int i = 1; i <= number && !reading.cancelled(); i++) {
        sink.row(new Throw(i, 1 + random.nextInt(dice.sides)));
      }
      return 0;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private record Throw(int number, int eyes) implements Row {
    @Override
    public Object field(String field) {
      return field.equals("eyes") ? eyes : number;
    }
  }
}
