package org.pushforward.engine.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.numerics.Formula;

/**
 * Densities on n × n cells of the unit square, from everywhere: a shape, {@code uniform}, a formula, the ink of a picture, an NPY array [i][j]
 * (i along x, j upwards), or CSV with the first row on top. Arrays are averaged onto the cells, and divided by their sum. Stateless.
 */
public final class GriddedDensity {

    public static final String UNIFORM = "uniform";
    public static final String FORMULA = "formula";
    public static final List<String> VARIABLES = List.of("x", "y", "r2");
    /** Points a side at which a formula is looked at in every cell. */
    private static final int SAMPLES = 8;

    private GriddedDensity() { }

    private static List<String> words() {
        List<String> all = new ArrayList<>(DensitySources.names());
        all.addAll(List.of(UNIFORM, FORMULA));
        return all;
    }

    private static List<String> extensions() {
        List<String> all = new ArrayList<>(PictureReader.EXTENSIONS);
        all.addAll(List.of("npy", "csv", "txt"));
        return all;
    }

    /** A knob of a density; the formula is one of its own. */
    public static Parameter.Source parameter(Parameter.Info info, String first) {
        return new Parameter.Source(info, "a picture or a table of numbers", extensions(), words(), Parameter.Default.of(SourceFile.builtIn(first)), GriddedDensity::understood);
    }

    /** Of files and shapes alone, beside a choice that has words for the rest. */
    public static Parameter.Source file(Parameter.Info info, String first) {
        return new Parameter.Source(info, "a picture or a table of numbers", extensions(), DensitySources.names(), Parameter.Default.of(SourceFile.builtIn(first)), GriddedDensity::understood);
    }

    private static String understood(SourceFile file) {
        if (file.origin() == SourceFile.Origin.BUILT_IN) {
            return "";
        }
        if (!isTable(file)) {
            return PictureReader.read(file).understood();
        }
        NpyReader.Table t = table(file);
        return t.rows() + " × " + t.columns() + " numbers with sum " + Parameter.Real.text(Arrays.stream(t.values()).sum()) + ", divided by it";
    }

    private static boolean isTable(SourceFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        return name.endsWith(".npy") || name.endsWith(".csv") || name.endsWith(".txt") || NpyReader.isArray(file);
    }

    /**
     * Masses of the cells, index i·n + j with j upwards; they add up to 1.
     *
     * @param name of the parameter of the formula, for refusals
     */
    public static double[] masses(int n, SourceFile file, String name, String formula) {
        if (file.origin() != SourceFile.Origin.BUILT_IN) {
            return isTable(file) ? averaged(n, file) : varied(file, DensitySources.on(n, file));
        }
        return switch (file.name()) {
            case UNIFORM -> filled(n);
            case FORMULA -> formula(n, name, formula);
            default -> DensitySources.on(n, file);
        };
    }

    /** A picture of one gray is rather a mistake than the uniform density, which has a name. */
    private static double[] varied(SourceFile file, double[] m) {
        double mean = Arrays.stream(m).sum() / m.length;
        if (m.length > 1 && Arrays.stream(m).allMatch(v -> Math.abs(v - mean) <= 1e-9 * mean)) {
            throw new InputException(file.name() + ": the middle of the picture is of one gray all over", "give uniform if that is meant, or another picture");
        }
        return m;
    }

    private static double[] filled(int n) {
        double[] m = new double[n * n];
        Arrays.fill(m, 1.0 / ((double) n * n));
        return m;
    }

    private static double[] formula(int n, String name, String text) {
        Formula f = Formula.of(name, text, VARIABLES);
        double[] m = new double[n * n];
        int fine = n * SAMPLES;
        for (int i = 0; i < fine; i++) {
            CancelToken.askCurrent();
            for (int j = 0; j < fine; j++) {
                double x = (i + 0.5) / fine;
                double y = (j + 0.5) / fine;
                double v = f.value(x, y, (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5));
                if (!(v >= 0) || v > 1e100) {
                    throw f.wrongAt(name, v, x, y);
                }
                m[i / SAMPLES * n + j / SAMPLES] += v;
            }
        }
        return normalized(name, m);
    }

    private static double[] normalized(String name, double[] m) {
        double sum = Arrays.stream(m).sum();
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw new InputException(name + ": the density is 0 everywhere and holds no mass", "give one that is positive somewhere");
        }
        return Arrays.stream(m).map(v -> v / sum).toArray();
    }

    private static double[] averaged(int n, SourceFile file) {
        NpyReader.Table t = table(file);
        if (t.values().length == 1) {
            throw new InputException(file.name() + ": 1 × 1 numbers are no grid", "give uniform if that is meant, or a table of more numbers");
        }
        for (int k = 0; k < t.values().length; k++) {
            double v = t.values()[k];
            if (!(v >= 0) || v > 1e100) {
                throw new InputException(String.format(Locale.ROOT, "%s: the value %s at [%d][%d] is no density", file.name(), Parameter.Real.text(v), k / t.columns(), k % t.columns()),
                        "give numbers that are finite and not negative");
            }
        }
        double[] rows = new double[n * t.columns()];
        AreaAverage.of(t.values(), t.rows(), rows, n, t.columns());
        double[] m = new double[n * n];
        double[] line = new double[n];
        for (int i = 0; i < n; i++) {
            AreaAverage.of(Arrays.copyOfRange(rows, i * t.columns(), (i + 1) * t.columns()), t.columns(), line, n, 1);
            System.arraycopy(line, 0, m, i * n, n);
        }
        return normalized(file.name(), m);
    }

    private static NpyReader.Table table(SourceFile file) {
        return NpyReader.isArray(file) ? NpyReader.table(file) : csv(file);
    }

    /** The first row is on top: columns go along x, rows down. */
    private static NpyReader.Table csv(SourceFile file) {
        List<String> lines = new String(file.content(), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank() && !PointText.isComment(l)).toList();
        int rows = lines.size();
        double[] v = {};
        int columns = 0;
        for (int r = 0; r < rows; r++) {
            String[] words = lines.get(r).strip().split("\\s*[,;\\t]\\s*|\\s+");
            if (r == 0) {
                columns = words.length;
                v = new double[rows * columns];
            }
            if (words.length != columns) {
                throw new InputException(file.name() + ": row " + (r + 1) + " has " + words.length + " numbers, the first has " + columns, "give rows of equal length");
            }
            for (int c = 0; c < columns; c++) {
                try {
                    v[c * rows + rows - 1 - r] = Double.parseDouble(words[c]);
                } catch (NumberFormatException e) {
                    throw new InputException(file.name() + ": \"" + PointText.shortened(words[c]) + "\" in row " + (r + 1) + " is no number", "give a table of numbers only", e);
                }
            }
        }
        if (rows == 0) {
            throw new InputException(file.name() + ": there are no numbers in it", "give a table of numbers");
        }
        return new NpyReader.Table(columns, rows, v);
    }
}
