package org.pushforward.engine.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;

/**
 * Values at times, from a text: a row a time, the time first, then the values, split at commas; an empty cell is a value that is missing. A first row
 * of names and rows that begin with # are passed over. Errors: an {@link InputException} with the row.
 *
 * @param times strictly increasing
 * @param values a row a time; missing ones are NaN
 */
public record TimeTable(double[] times, double[][] values) {

    /** Rows that are read at most. */
    public static final int LONGEST = 20_000;

    /** A source of such a table, or one of some data that the experiment makes itself. */
    public static Parameter.Source parameter(Parameter.Info info, String made) {
        return new Parameter.Source(info, "a table of times and values", List.of("csv", "txt"), List.of(made), Parameter.Default.of(SourceFile.builtIn(made)),
                file -> file.origin() == SourceFile.Origin.BUILT_IN ? "made here" : of(file).told());
    }

    private String told() {
        return times.length + " times, " + width() + (width() == 1 ? " value" : " values") + " each";
    }

    /** Values a time. */
    public int width() {
        return values[0].length;
    }

    /** Reads a file. */
    public static TimeTable of(SourceFile file) {
        List<double[]> rows = new ArrayList<>();
        String[] lines = new String(file.content(), StandardCharsets.UTF_8).split("\\R");
        for (int k = 0; k < lines.length; k++) {
            String line = lines[k].strip();
            if (line.isEmpty() || line.startsWith("#") || rows.isEmpty() && line.matches("[\\p{L}_\"].*")) {
                continue;
            }
            if (rows.size() == LONGEST) {
                throw new InputException(file.name() + ": more than " + LONGEST + " rows; give fewer");
            }
            double[] row = row(file, k + 1, line);
            if (!rows.isEmpty() && (row.length != rows.getFirst().length || !(row[0] > rows.getLast()[0]))) {
                throw new InputException(file.name() + ", row " + (k + 1) + ": as many cells as before and a later time are needed");
            }
            rows.add(row);
        }
        if (rows.isEmpty() || rows.getFirst().length < 2) {
            throw new InputException(file.name() + ": no rows of a time and values; give for example \"0.1,2.5\"");
        }
        return new TimeTable(rows.stream().mapToDouble(r -> r[0]).toArray(), rows.stream().map(r -> Arrays.copyOfRange(r, 1, r.length)).toArray(double[][]::new));
    }

    private static double[] row(SourceFile file, int number, String line) {
        String[] cells = line.split(",", -1);
        double[] row = new double[cells.length];
        for (int c = 0; c < cells.length; c++) {
            String cell = cells[c].strip();
            try {
                row[c] = cell.isEmpty() && c > 0 ? Double.NaN : Double.parseDouble(cell);
            } catch (NumberFormatException e) {
                throw new InputException(file.name() + ", row " + number + ": \"" + cell + "\" is no number; leave a missing value empty", "", e);
            }
            if (Double.isInfinite(row[c]) || c == 0 && Double.isNaN(row[c])) {
                throw new InputException(file.name() + ", row " + number + ": a finite number is needed in cell " + (c + 1));
            }
        }
        return row;
    }
}
