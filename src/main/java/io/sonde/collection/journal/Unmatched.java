package io.sonde.collection.journal;

import io.sonde.mapping.ClosestNames;
import io.sonde.mapping.MetricFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields, paths and patterns of one collection match nothing, and what the log was told of
 * it: each set of fields, and each path or pattern, once. Thread-safe.
 *
 * <p>A field that the source has, but without a value in any row, matches. The names of a row are
 * read of one row, and only when there is something to log, since it may cost a call to the target.
 */
public final class Unmatched {
  /** So many different sets of fields are logged. */
  static final int MOST = 8;

  /** So many names are shown where none is close. */
  private static final int SHOWN = 10;

  private static final int LONGEST_HINT = 500;

  private final Set<Set<String>> said = new HashSet<>();
  private final Set<String> present = new HashSet<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> saidPatterns = new HashSet<>();
  private final Map<String, String> hintsOfFields = new HashMap<>();
  private final Map<String, String> hintsOfPatterns = new HashMap<>();
  private @Nullable Set<String> names;
  private boolean wantsNames = true;
  private boolean hadRows;
  private boolean saidNoRow;

  /** True when the names of a row are of use. */
  public synchronized boolean wantsNames() {
    return wantsNames;
  }

  /**
   * True once for each path or pattern that matched nothing: what it could be is of use then. Not
   * asked again, so that a target that cannot answer this does not fail at each run.
   */
  public synchronized boolean wantsInstead(String pattern) {
    return asked.size() < MOST && asked.add(pattern);
  }

  /** Takes the names of a row. */
  public synchronized void names(Set<String> ofRow) {
    names = Set.copyOf(ofRow);
  }

  /**
   * What a run came to.
   *
   * @param metrics how many metrics have a field that matched nothing, or no row since a path or
   *     pattern matched nothing
   * @param message for the log; null when there is nothing new to tell
   */
  public record Verdict(int metrics, @Nullable String message) {}

  /**
   * Judges a successful run.
   *
   * @param patterns the paths and patterns that matched nothing, with what they could be
   */
  public synchronized Verdict judge(List<MetricFacts> facts, Map<String, Set<String>> patterns) {
    var known = names;
    var unmatched = new HashSet<String>();
    facts.forEach(fact -> unmatched.addAll(fact.unmatched()));
    // A field that matched since then may be gone by now.
    present.retainAll(unmatched);
    if (known != null) {
      unmatched.stream().filter(known::contains).forEach(present::add);
    }
    int metrics = 0;
    var missing = new LinkedHashMap<String, String>();
    for (var fact : facts) {
      var fields = fact.unmatched().stream().filter(one -> !present.contains(one)).toList();
      fields.forEach(field -> missing.putIfAbsent(field, fact.name()));
      boolean noRow = !patterns.isEmpty() && !fact.metric().ofTheRead() && fact.rows() == 0;
      metrics += fields.isEmpty() && !noRow ? 0 : 1;
    }
    var ofFields = message(facts, missing, known, patterns.isEmpty());
    var ofPatterns = message(patterns);
    return new Verdict(
        metrics,
        ofFields == null || ofPatterns == null
            ? ofFields == null ? ofPatterns : ofFields
            : ofPatterns + "; " + ofFields);
  }

  private @Nullable String message(Map<String, Set<String>> patterns) {
    var parts = new ArrayList<String>();
    patterns.forEach((pattern, instead) -> {
      if (saidPatterns.size() < MOST && saidPatterns.add(pattern)) {
        hintsOfPatterns.put(pattern, hint(pattern, instead));
        parts.add(ofPattern(pattern));
      }
    });
    return parts.isEmpty() ? null : String.join("; ", parts);
  }

  private @Nullable String message(
      List<MetricFacts> facts,
      Map<String, String> missing,
      @Nullable Set<String> known,
      boolean tellNoRow) {
    boolean rows = facts.stream().anyMatch(fact -> !fact.metric().ofTheRead() && fact.rows() > 0);
    hadRows |= rows;
    if (missing.isEmpty()) {
      if (rows) {
        forget();
      }
      return tellNoRow ? noRow(facts) : null;
    }
    if (said.size() >= MOST || said.contains(missing.keySet())) {
      forget();
      return null;
    }
    if (known == null) {
      wantsNames = true; // the next run tells
      return null;
    }
    said.add(Set.copyOf(missing.keySet()));
    forget();
    missing.keySet().forEach(field -> hintsOfFields.put(field, hint(field, known)));
    return text(missing);
  }

  private void forget() {
    names = null;
    wantsNames = false;
  }

  private @Nullable String noRow(List<MetricFacts> facts) {
    boolean wanted = facts.stream().anyMatch(fact -> !fact.metric().ofTheRead());
    if (hadRows || saidNoRow || !wanted) {
      return null;
    }
    saidNoRow = true;
    return "the target returned no row, so metrics of its rows have no samples";
  }

  private String text(Map<String, String> missing) {
    var parts = new ArrayList<String>();
    missing.forEach((field, metric) ->
        parts.add("'" + field + "' (" + metric + ")" + hintsOfFields.getOrDefault(field, "")));
    String shown = String.join(", ", parts.subList(0, Math.min(SHOWN, parts.size())));
    return "no row has the field " + shown + (parts.size() > SHOWN ? ", …" : "");
  }

  /** What is known of a path or pattern that matched nothing, in the words of the log. */
  public synchronized String ofPattern(String pattern) {
    return "nothing matches '" + pattern + "'" + hintsOfPatterns.getOrDefault(pattern, "");
  }

  /**
   * What is known of a field that no row had a value of, in the words of the log: that no row has
   * it, if the names of a row are known.
   */
  public synchronized String ofField(String field) {
    String hint = hintsOfFields.get(field);
    return hint == null || present.contains(field)
        ? "no row has a value of the field '" + field + "'"
        : "no row has the field '" + field + "'" + hint;
  }

  private static String hint(String field, Set<String> names) {
    var closest = ClosestNames.of(field, names);
    var some = names.stream().sorted().limit(SHOWN).toList();
    String hint;
    if (!closest.isEmpty()) {
      hint = ": closest are " + String.join(", ", closest);
    } else if (some.isEmpty()) {
      hint = "";
    } else {
      hint = ": it has " + String.join(", ", some) + (names.size() > SHOWN ? ", …" : "");
    }
    return hint.length() > LONGEST_HINT ? hint.substring(0, LONGEST_HINT) + "…" : hint;
  }
}
