package org.pushforward.app.export;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.pushforward.engine.api.InputException;

/**
 * The table that a sweep leaves: a row a run.
 *
 * @param varied what was varied, in the order of the sweep
 * @param measures the diagnostics
 */
public record SweepTable(List<String> varied, List<String> measures, List<Member> rows) {

    private static final String SEED = "seed";
    private static final int MOST = 200_000;

    /**
     * One run.
     *
     * @param values of what was varied
     * @param numbers of the measures, NaN where there is none
     */
    public record Member(List<String> values, List<Double> numbers) { }

    /**
     * Of many runs with something in common.
     *
     * @param count runs that have a number
     */
    public record Spread(double least, double median, double most, int count) { }

    /** @throws InputException when it cannot be read, or no sweep has written it */
    public static SweepTable read(Path file) {
        List<List<String>> lines = new ArrayList<>();
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord r : csv) {
                lines.add(r.getFields());
                if (lines.size() > MOST) {
                    throw new InputException(file + ": more than " + MOST + " rows");
                }
            }
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            throw new InputException(file + ": " + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()), "give the table.csv that pushforward sweep has written");
        }
        List<String> head = lines.isEmpty() ? List.of() : lines.getFirst();
        int seed = head.indexOf(SEED);
        if (seed < 1 || head.size() < seed + 4 || !head.subList(seed, seed + 3).equals(List.of(SEED, "state", "steps")) || lines.size() < 2) {
            throw new InputException(file + ": this is no table of a sweep", "give the table.csv that pushforward sweep has written");
        }
        List<Member> rows = lines.stream().skip(1)
                .map(l -> new Member(List.copyOf(l.subList(0, seed)), l.subList(seed + 3, l.size()).stream().map(SweepTable::number).toList())).toList();
        return new SweepTable(List.copyOf(head.subList(0, seed)), List.copyOf(head.subList(seed + 3, head.size())), rows);
    }

    private static double number(String text) {
        try {
            return text.isBlank() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The values that something took, in the order of the sweep. */
    public List<String> values(String name) {
        int k = varied.indexOf(name);
        return rows.stream().map(r -> r.values.get(k)).distinct().toList();
    }

    /** The same as numbers, where all of them are. */
    public Optional<double[]> numbers(String name) {
        double[] all = values(name).stream().mapToDouble(SweepTable::number).toArray();
        return Arrays.stream(all).allMatch(Double::isFinite) ? Optional.of(all) : Optional.empty();
    }

    /** Whether numbers grow by a factor rather than by an amount: the middle one lies nearer the geometric mean of the ends. */
    public static boolean isLogarithmic(double[] numbers) {
        double[] sorted = Arrays.stream(numbers).sorted().toArray();
        double first = sorted[0];
        double last = sorted[sorted.length - 1];
        double middle = sorted[sorted.length / 2];
        return sorted.length > 2 && first > 0 && last >= 8 * first && Math.abs(middle - Math.sqrt(first * last)) < Math.abs(middle - 0.5 * (first + last));
    }

    /** Of the runs that are chosen. */
    public Optional<Spread> spread(String measure, Predicate<Member> chosen) {
        int k = measures.indexOf(measure);
        double[] v = rows.stream().filter(chosen).mapToDouble(r -> r.numbers.get(k)).filter(Double::isFinite).sorted().toArray();
        int n = v.length;
        return n == 0 ? Optional.empty() : Optional.of(new Spread(v[0], 0.5 * (v[(n - 1) / 2] + v[n / 2]), v[n - 1], n));
    }

    /** Runs in which something has a value. */
    public Predicate<Member> where(String name, String value) {
        int k = varied.indexOf(name);
        return r -> r.values.get(k).equals(value);
    }
}
