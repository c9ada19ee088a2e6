package org.pushforward.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the columns of a table of points are. A first row of names is a header; one of numbers, or of words for missing numbers, never is,
 * but for 0, 1, 2 … above numbers that all have decimals: the names that data frames give. A comment of as many names just above the
 * first row is a header too. A first column without a name beside others with one holds row numbers.
 *
 * @param columns of a row
 * @param inFirstRow whether the first row is the header
 * @param names empty without a header
 * @param weights the column with the weights, or −1: weight, weights, mass or masses anywhere, w in the last place
 * @param rowNumbers the column that is left out, or −1
 * @param problem with the header, if any
 */
record PointTableHeader(int columns, boolean inFirstRow, List<String> names, int weights, int rowNumbers, Optional<String> problem) {

    private static final Set<String> WEIGHTS = Set.of("weight", "weights", "mass", "masses");
    private static final Set<String> MISSING = Set.of("nan", "na", "n/a", "null", "none", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity",
            "missing", "-", "?", ".");

    /**
     * @param rows the first rows, as cells
     * @param comment the cells of the last comment above them
     */
    static PointTableHeader of(List<List<String>> rows, List<String> comment) {
        List<String> first = rows.getFirst();
        int columns = first.size();
        List<List<String>> others = rows.subList(1, rows.size());
        boolean inFirstRow = isNames(first) || isCount(first) && !others.isEmpty() && others.stream().allMatch(PointTableHeader::haveDecimals);
        List<String> names = inFirstRow ? first : comment.size() == columns && isNames(comment) ? comment : List.of();
        int rowNumbers = inFirstRow && columns > 1 && isNameless(first.getFirst()) ? 0 : -1;
        List<Integer> weights = weights(names);
        Optional<String> problem = weights.size() > 1 ? Optional.of("there are " + weights.size() + " columns of weights") : Optional.empty();
        return new PointTableHeader(columns, inFirstRow, names, weights.isEmpty() ? -1 : weights.getFirst(), rowNumbers, problem);
    }

    private static List<Integer> weights(List<String> names) {
        List<Integer> found = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k).toLowerCase(Locale.ROOT);
            if (WEIGHTS.contains(name) || name.equals("w") && k == names.size() - 1 && k > 0) {
                found.add(k);
            }
        }
        return found;
    }

    int dimension() {
        return columns - (weights >= 0 ? 1 : 0) - (rowNumbers >= 0 ? 1 : 0);
    }

    /** Names, of which the first may be missing (row numbers); below it they may be numbers counted up. */
    private static boolean isNames(List<String> cells) {
        boolean nameless = cells.size() > 1 && isNameless(cells.getFirst());
        List<String> named = nameless ? cells.subList(1, cells.size()) : cells;
        return named.stream().allMatch(PointTableHeader::isName) || nameless && isCount(named);
    }

    private static boolean isNameless(String cell) {
        return cell.isEmpty() || cell.toLowerCase(Locale.ROOT).startsWith("unnamed:");
    }

    private static boolean isName(String cell) {
        return !cell.isEmpty() && !MISSING.contains(cell.toLowerCase(Locale.ROOT)) && Double.isNaN(number(cell.replace(',', '.')));
    }

    private static boolean isCount(List<String> cells) {
        for (int k = 0; k < cells.size(); k++) {
            if (!cells.get(k).equals(String.valueOf(k))) {
                return false;
            }
        }
        return true;
    }

    private static boolean haveDecimals(List<String> cells) {
        return cells.stream().allMatch(c -> c.indexOf('.') >= 0 || c.indexOf(',') >= 0 || c.indexOf('e') >= 0 || c.indexOf('E') >= 0);
    }

    /** The number that a cell is, or NaN; what only Java takes for one (1f, 0x1p3) is none. */
    static double number(String cell) {
        int n = cell.length();
        if (n == 0 || !(Character.isDigit(cell.charAt(n - 1)) || cell.charAt(n - 1) == '.') || cell.indexOf('x') >= 0 || cell.indexOf('X') >= 0) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** What is worth telling. */
    String told() {
        return Stream.of(weights < 0 ? "" : "weights from column " + (weights + 1), rowNumbers < 0 ? "" : "row numbers in column 1 left out",
                names.isEmpty() ? "" : !inFirstRow ? "names from a comment" : isCount(names) ? "header " + PointText.shortened(String.join(", ", names))
                        + " skipped" : "header skipped").filter(s -> !s.isEmpty()).reduce((a, b) -> a + ", " + b).orElse("");
    }
}
