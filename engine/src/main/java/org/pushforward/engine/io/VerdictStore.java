package org.pushforward.engine.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Verdicts of reference checks on this machine with this version, kept between sessions. A file that cannot be read, or that was
 * written by another version or on another machine, counts as empty; one that cannot be written is told to the log. Verdicts that
 * another process has reached since are kept, the later one of each check. Thread-safe.
 */
public final class VerdictStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Double> seconds = new TreeMap<>();

    /** A verdict and when it was reached. */
    public record Entry(double value, boolean pass, Instant when) { }

    public VerdictStore(Path file) {
        this.file = file;
        merge();
    }

    public static VerdictStore ofThisMachine() {
        return new VerdictStore(Program.home().resolve("verdicts.json"));
    }

    public synchronized Optional<Entry> verdict(String experiment, Check check) {
        return Optional.ofNullable(entries.get(key(experiment, check)));
    }

    /** What a preset took from its begin to its end on this machine; empty when nobody has played it under a watch. */
    public synchronized OptionalDouble seconds(String preset) {
        return seconds.containsKey(preset) ? OptionalDouble.of(seconds.get(preset)) : OptionalDouble.empty();
    }

    /** Keeps what a preset took, and saves the file with the next verdict. */
    public synchronized void putSeconds(String preset, double took) {
        seconds.put(preset, took);
    }

    /** How many of an experiment's reference checks hold on this machine, were measured at all, and are there. */
    public synchronized Tally tally(Experiment e) {
        List<Check> references = e.checks().stream().filter(Check.Reference.class::isInstance).toList();
        List<Entry> known = references.stream().flatMap(c -> verdict(e.id(), c).stream()).toList();
        return new Tally((int) known.stream().filter(Entry::pass).count(), known.size(), references.size());
    }

    /** Checks that hold, of those that were measured, of all. */
    public record Tally(int hold, int measured, int all) {

        /** For example "7 of 9", or "not measured, 9". */
        @Override
        public String toString() {
            return measured == 0 ? "not measured, " + all : hold + " of " + measured + (measured < all ? ", " + (all - measured) + " not measured" : "");
        }
    }

    /** Keeps a verdict and saves the file. Verdicts are a convenience: a folder that cannot be written is no reason to stop. */
    public synchronized void put(String experiment, Check.Verdict verdict) {
        merge();
        entries.put(key(experiment, verdict.check()), new Entry(verdict.value(), verdict.pass(), Instant.now()));
        ObjectNode root = JSON.createObjectNode().put("version", Program.version()).put("machine", Program.machine());
        ObjectNode all = root.putObject("verdicts");
        entries.forEach((k, e) -> all.putObject(k).put("value", String.valueOf(e.value())).put("pass", e.pass()).put("when", e.when().toString()));
        ObjectNode took = root.putObject("seconds");
        seconds.forEach((preset, s) -> took.put(preset, String.valueOf(s)));
        try {
            AtomicFile.write(file, out -> out.write(JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8)));
        } catch (InputException e) {
            System.getLogger(VerdictStore.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }

    private void merge() {
        try {
            JsonReader root = JsonReader.parse(file.toString(), Files.readString(file));
            if (!root.text("version").equals(Program.version()) || !root.text("machine").equals(Program.machine())) {
                return;
            }
            Map<String, Entry> read = new TreeMap<>();
            JsonReader all = root.object("verdicts");
            for (String key : all.names()) {
                JsonReader e = all.object(key);
                read.put(key, new Entry(Double.parseDouble(e.text("value")), e.flag("pass"), Instant.parse(e.text("when"))));
            }
            if (root.has("seconds")) {
                root.object("seconds").texts().forEach((preset, s) -> seconds.putIfAbsent(preset, Double.parseDouble(s)));
            }
            read.forEach((key, e) -> entries.merge(key, e, (a, b) -> a.when().isBefore(b.when()) ? b : a));
        } catch (NoSuchFileException e) {
            // Nothing was verified yet.
        } catch (IOException | InputException | NumberFormatException | DateTimeParseException e) {
            System.getLogger(VerdictStore.class.getName()).log(System.Logger.Level.DEBUG, file + " counts as empty", e);
        }
    }

    private static String key(String experiment, Check check) {
        return experiment + "/" + check.id();
    }
}
