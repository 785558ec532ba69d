package io.sonde.cli;

import io.sonde.collection.OnDemandResult;
import io.sonde.mapping.Explanation;
import io.sonde.mapping.Explanation.Named;
import io.sonde.mapping.Explanation.OneRow;
import io.sonde.mapping.Explanation.Taken;
import java.util.List;
import java.util.stream.Collectors;

/** Explanations as lines for a terminal, bounded in number and width. */
final class ExplanationText {
  private static final int WIDTH = 240;
  private static final int OUTLINE = 60;
  private static final int TAKEN = 40;

  private final StringBuilder text = new StringBuilder();

  private ExplanationText() {}

  /** One collection: its answer, its first rows, and what the metrics made of them. */
  static String of(String place, OnDemandResult fresh, Explanation explanation) {
    var lines = new ExplanationText();
    lines.line("", place + (fresh.applies() ? rows(explanation.rows(), "row") : fresh.message()));
    lines.outline(explanation);
    int number = 0;
    for (OneRow row : explanation.shown()) {
      lines.line("  ", "row " + ++number + ":");
      lines.fields(row);
      lines.taken(row.taken());
    }
    lines.more("  ", explanation.rows() - number, "row");
    if (!explanation.ofTheRead().isEmpty()) {
      lines.line("  ", "of the read:");
      lines.taken(explanation.ofTheRead());
    }
    return lines.text.toString();
  }

  /** MBeans with their attributes. */
  static String mbeans(Explanation found) {
    var lines = new ExplanationText();
    for (OneRow mbean : found.shown()) {
      lines.line("", name(mbean));
      lines.fields(
          new OneRow(
              mbean.fields().stream().filter(field -> !MBeanCollectors.isOfName(field)).toList(),
              mbean.more(),
              List.of()));
    }
    lines.more("", found.rows() - found.shown().size(), "MBean");
    return lines.text.toString();
  }

  private static String name(OneRow mbean) {
    String properties =
        mbean.fields().stream()
            .filter(MBeanCollectors::isKeyProperty)
            .map(field -> field.name() + "=" + MBeanCollectors.bare(field.value()))
            .collect(Collectors.joining(","));
    return MBeanCollectors.domain(mbean) + ":" + properties;
  }

  private void outline(Explanation explanation) {
    if (explanation.outline().isEmpty()) {
      return;
    }
    line("  ", "answer:");
    int width =
        explanation.outline().keySet().stream()
            .limit(OUTLINE)
            .mapToInt(String::length)
            .max()
            .orElse(0);
    explanation.outline().entrySet().stream()
        .limit(OUTLINE)
        .forEach(entry -> {
          String padding = " ".repeat(Math.min(60, width) - Math.min(60, entry.getKey().length()));
          line("    ", entry.getKey() + padding + "  " + entry.getValue());
        });
    more("    ", explanation.outline().size() - OUTLINE, "path");
  }

  private void fields(OneRow row) {
    for (Named field : row.fields()) {
      String type = field.type() == null ? "" : " (" + field.type() + ")";
      line("    ", field.name() + " = " + field.value() + type);
    }
    more("    ", row.more(), "field");
  }

  private void taken(List<Taken> all) {
    all.stream()
        .limit(TAKEN)
        .forEach(one -> {
          String from = one.field() == null ? "" : " from " + one.field() + " = " + one.raw();
          line(
              "    -> ",
              one.skipped().isEmpty()
                  ? one.sample() + " " + one.value() + from
                  : one.sample() + " skipped, " + one.skipped() + from);
        });
    more("    -> ", all.size() - TAKEN, "sample");
  }

  private void more(String indent, long count, String what) {
    if (count > 0) {
      line(indent, "and " + rows(count, what) + " more");
    }
  }

  private static String rows(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private void line(String indent, String content) {
    String line = indent + content;
    text.append(line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line).append('\n');
  }
}
