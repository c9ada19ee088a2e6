package org.pushforward.engine.data;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How numbers stand in a text: one separator a file, and a comma or a point in front of the decimals. Found from the first rows.
 *
 * @param separator comma, semicolon, tab, or blank for any white space
 */
record TextDialect(char separator, boolean decimalComma) {

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
    /** White space between two cells, as opposed to beside a comma. */
    private static final Pattern GAP = Pattern.compile("[^\\s,]\\s+[^\\s,]");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    /** @param rows the first rows, without comments and empty ones */
    static TextDialect of(List<String> rows) {
        List<String> bare = rows.stream().map(r -> QUOTED.matcher(r).replaceAll("q").strip()).toList();
        char separator = separator(bare);
        return new TextDialect(separator, separator != ',' && bare.stream().anyMatch(r -> r.indexOf(',') >= 0) || quotedCommas(rows));
    }

    private static char separator(List<String> rows) {
        for (char c : new char[] {';', '\t'}) {
            if (!rows.isEmpty() && rows.stream().allMatch(contains(c))) {
                return c;
            }
        }
        boolean gaps = !rows.isEmpty() && rows.stream().allMatch(r -> GAP.matcher(r).find());
        boolean commas = rows.stream().allMatch(contains(','));
        if (commas && !gaps) {
            return ',';
        }
        for (char c : new char[] {';', '\t'}) {
            if (!gaps && rows.stream().anyMatch(contains(c))) {
                return c;
            }
        }
        return gaps || rows.stream().noneMatch(contains(',')) ? ' ' : ',';
    }

    private static Predicate<String> contains(char c) {
        return r -> r.indexOf(c) >= 0;
    }

    private static boolean quotedCommas(List<String> rows) {
        return rows.stream().flatMap(r -> QUOTED.matcher(r).results()).anyMatch(m -> m.group().matches("\"\\s*[+-]?\\d*,\\d+\\s*\""));
    }

    /**
     * Whether cells between commas look like numbers cut in two at their decimal comma: all are whole, they come in pairs whose second has
     * no sign, and some pair shows it by a second part like 05 or a first like −0, or every first part is 0.
     */
    static boolean looksCut(List<List<String>> rows) {
        boolean shown = false;
        boolean below1 = rows.size() > 1;
        for (List<String> row : rows) {
            if (row.size() % 2 != 0) {
                return false;
            }
            for (int k = 0; k < row.size(); k += 2) {
                String first = row.get(k);
                String second = row.get(k + 1);
                if (!WHOLE.matcher(first).matches() || !DIGITS.matcher(second).matches()) {
                    return false;
                }
                boolean zero = first.matches("[+-]?0");
                below1 &= zero;
                shown |= zero && first.length() > 1 || second.length() > 1 && second.startsWith("0");
            }
        }
        return shown || below1;
    }

    /** What is worth telling. */
    String told() {
        String cells = switch (separator) {
            case ';' -> "split at semicolons";
            case '\t' -> "split at tabs";
            case ' ' -> "split at blanks";
            default -> "";
        };
        return cells + (decimalComma ? (cells.isEmpty() ? "" : ", ") + "decimal commas" : "");
    }
}
