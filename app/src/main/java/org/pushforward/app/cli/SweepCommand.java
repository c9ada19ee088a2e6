package org.pushforward.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.pushforward.app.workspace.Target;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.run.RunDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sweep}: one experiment under every combination of some values and seeds, as one table. What was computed before is kept. */
@Command(name = "sweep", mixinStandardHelpOptions = true,
        description = "Run an experiment for every combination of values and seeds; leaves DIR/table.csv. Started again, it goes on where it was.")
final class SweepCommand implements Callable<Integer> {

    private static final int MOST = 100_000;

    @Parameters(paramLabel = "ID|FILE", description = "an experiment, a preset or a session file")
    private String target;

    @Option(names = "--vary", paramLabel = "name=values", required = true, description = "a,b,c or from..to:log:count or from..to:lin:count; repeat for more")
    private List<String> vary = List.of();

    @Option(names = "--set", paramLabel = "name=value", description = "give a parameter a value in all of them")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1", description = "run each with the seeds 1 to N (default ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--steps", paramLabel = "N", description = "stop each after this many steps")
    private Long steps;

    @Option(names = "--jobs", paramLabel = "N", description = "runs at a time, each on one thread (default: all processors); the table does not depend on it")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--master", paramLabel = "URL", defaultValue = "", description = "let an Apache Spark cluster play them: spark://host:7077, or local[2]; leaves DIR/table.parquet, too")
    private String master;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "the folder of the table and of what each run left")
    private Path out;

    @Option(names = "--allow-paths", description = "let a session file name further files to read")
    private boolean allowPaths;

    @Spec
    private CommandSpec spec;

    /** One run of the sweep. */
    private record Member(List<String> values, long seed, RunDefinition definition, Path file) { }

    @Override
    public Integer call() throws InterruptedException {
        Selection.requireAtLeast("--steps", steps == null ? 0 : steps, 0);
        Selection.requireAtLeast("--seeds", seeds, 1);
        Selection.requireThreads(jobs);
        List<Variation> variations = vary.stream().map(Variation::of).toList();
        List<Member> members = members(variations);
        AtomicFile.prepareFolder(out);
        AtomicFile.prepareFolder(out.resolve("members"));
        List<SweepOutcome> outcomes = played(members);
        String table = table(variations, members, outcomes);
        AtomicFile.write(out.resolve("table.csv"), o -> o.write(table.getBytes(StandardCharsets.UTF_8)));
        if (!master.isEmpty()) {
            fleet().keepTable(out.resolve("table.csv"));
        }
        Map<String, Long> states = outcomes.stream().collect(Collectors.groupingBy(SweepOutcome::state, LinkedHashMap::new, Collectors.counting()));
        PrintWriter print = spec.commandLine().getOut();
        print.println(members.size() + " runs: " + states.entrySet().stream().map(s -> s.getValue() + " " + s.getKey()).collect(Collectors.joining(", ")));
        print.println("  written to " + out.resolve("table.csv").toAbsolutePath().normalize());
        return outcomes.stream().anyMatch(o -> !o.problem().isEmpty()) ? CommandLineInterface.CHECK_FAILED : CommandLineInterface.OK;
    }

    private List<Member> members(List<Variation> variations) {
        Set<String> names = new HashSet<>();
        variations.forEach(v -> {
            if (!names.add(v.parameter()) || set.containsKey(v.parameter())) {
                throw new InputException("--vary: " + v.parameter() + " is given twice");
            }
        });
        long count = seeds * variations.stream().mapToLong(v -> v.values().size()).reduce(1, Math::multiplyExact);
        if (count > MOST) {
            throw new InputException("--vary: these are " + count + " runs; at most " + MOST + " are allowed", "take fewer values");
        }
        RunDefinition given = Target.of(target, allowPaths).definition();
        ParameterSet fixed = given.parameters();
        for (var e : set.entrySet()) {
            fixed = fixed.withText(e.getKey(), e.getValue());
        }
        List<Member> all = new ArrayList<>();
        for (List<String> row : Variation.product(variations)) {
            ParameterSet p = fixed;
            for (int k = 0; k < row.size(); k++) {
                p = p.withText(variations.get(k).parameter(), row.get(k));
            }
            for (long seed = 1; seed <= seeds; seed++) {
                RunDefinition d = new RunDefinition(given.experiment(), p, seed, given.events());
                all.add(new Member(row, seed, d, out.resolve("members").resolve(name(d) + ".json")));
            }
        }
        return all;
    }

    /** Of all that determines its bits. */
    private String name(RunDefinition d) {
        String text = Program.version() + "\n" + d.experiment().id() + "\n" + d.parameters().values() + "\n" + d.seed() + "\n" + d.events() + "\n" + steps;
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What an earlier start left is kept; the rest is played here, or by the machines of {@code --master}. */
    private List<SweepOutcome> played(List<Member> members) throws InterruptedException {
        SweepOutcome[] outcomes = new SweepOutcome[members.size()];
        List<Integer> open = new ArrayList<>();
        for (int k = 0; k < outcomes.length; k++) {
            Optional<SweepOutcome> before = kept(members.get(k).file);
            outcomes[k] = before.orElse(null);
            if (before.isEmpty()) {
                open.add(k);
            }
        }
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            AtomicInteger done = new AtomicInteger(outcomes.length - open.size());
            BiConsumer<Integer, SweepOutcome> keep = (which, o) -> {
                int k = open.get(which);
                outcomes[k] = o;
                if (!o.state().equals(SweepOutcome.CRASHED)) {
                    AtomicFile.write(members.get(k).file, file -> file.write(o.json().getBytes(StandardCharsets.UTF_8)));
                }
                progress.show("run " + done.incrementAndGet() + " of " + outcomes.length, (double) done.get() / outcomes.length);
            };
            List<SweepMember> toPlay = open.stream().map(k -> SweepMember.of(members.get(k).definition, steps)).toList();
            if (master.isEmpty()) {
                here(toPlay, keep);
            } else if (!toPlay.isEmpty()) {
                fleet().play(master, toPlay, keep);
            }
        }
        for (int k = 0; k < outcomes.length; k++) {
            if (!outcomes[k].problem().isEmpty()) {
                spec.commandLine().getErr().println("note: " + String.join(" ", members.get(k).values) + ", seed " + members.get(k).seed + ": " + outcomes[k].problem());
            }
        }
        return List.of(outcomes);
    }

    private void here(List<SweepMember> toPlay, BiConsumer<Integer, SweepOutcome> keep) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
            List<Future<?>> waiting = new ArrayList<>();
            for (int k = 0; k < toPlay.size(); k++) {
                int which = k;
                waiting.add(pool.submit(() -> {
                    SweepOutcome o = toPlay.get(which).play();
                    synchronized (keep) {
                        keep.accept(which, o);
                    }
                }));
            }
            for (Future<?> w : waiting) {
                w.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static SweepFleet fleet() {
        return ServiceLoader.load(SweepFleet.class).findFirst().orElseThrow(() -> new InputException("--master: Apache Spark is not part of this program",
                "build it from source with mvn -Pspark package and start ./pushforward there"));
    }

    private static Optional<SweepOutcome> kept(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SweepOutcome.of(file.toString(), Files.readString(file)));
        } catch (IOException | InputException e) {
            return Optional.empty();
        }
    }

    private static String table(List<Variation> variations, List<Member> members, List<SweepOutcome> outcomes) {
        Set<String> numbers = new LinkedHashSet<>();
        outcomes.forEach(o -> numbers.addAll(o.numbers().keySet()));
        StringBuilder s = new StringBuilder(variations.stream().map(Variation::parameter).collect(Collectors.joining(","))).append(",seed,state,steps");
        numbers.forEach(n -> s.append(',').append(n));
        for (int k = 0; k < members.size(); k++) {
            SweepOutcome o = outcomes.get(k);
            s.append('\n').append(String.join(",", members.get(k).values)).append(',').append(members.get(k).seed).append(',').append(o.state()).append(',').append(o.steps());
            numbers.forEach(n -> s.append(',').append(o.numbers().getOrDefault(n, "").replace("NaN", "")));
        }
        return s.append('\n').toString();
    }
}
