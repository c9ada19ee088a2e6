package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.pushforward.app.Workbench;
import org.pushforward.app.window.WindowBenchmark;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.learn.Networks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code bench}: timings after warm-up, or from a fresh start of the program, as minimum, median and maximum, with the machine's
 * description; what took longer than it should is marked.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Time the experiments; for figures to quote, on an idle machine.")
final class BenchCommand implements Callable<Integer> {

    private static final int DEFAULT_WARM_UPS = 2;
    private static final double MOST_GROWTH = 1.5;
    private static final String FAILED = "failed";
    private static final String ROW = "  %-69s %9s %9s %9s %9s";

    @Parameters(paramLabel = "ID", arity = "0..1", description = "only this experiment")
    private String id = "";

    @Option(names = "--family", paramLabel = "F", description = "only this family of the gallery")
    private String family = "";

    @Option(names = "--only", paramLabel = "B", description = "only the benchmark of this id, as --json names it")
    private String only = "";

    @Option(names = "--runs", paramLabel = "N", description = "repetitions that are timed (default: ${DEFAULT-VALUE})")
    private int runs = 5;

    @Option(names = "--warm-ups", paramLabel = "N", description = "repetitions before those (default: 2; with --cold 1)")
    private Integer warmUps;

    @Option(names = "--threads", paramLabel = "N", description = "threads of the solver (default: all processors)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--window", description = "time what the window does for a frame instead; needs a display")
    private boolean window;

    @Option(names = "--cold", description = "start the program anew for every repetition and time the first work it does")
    private boolean cold;

    @Option(names = "--soak", paramLabel = "MINUTES", description = "use everything at random for so long; exit with 1 on an exception, a thread that is left or a heap that grows")
    private Double soak;

    @Option(names = "--json", description = "machine-readable")
    private boolean json;

    @Option(names = "--strict", description = "exit with 1 when something takes longer than it should")
    private boolean strict;

    @Spec
    private CommandSpec spec;

    private boolean anyMissed;
    private boolean anyFailed;
    /** The experiment of the row above. */
    private String heading = "";

    private record Chosen(Experiment experiment, Benchmark benchmark) { }

    @Override
    public Integer call() throws InterruptedException {
        if (soak != null) {
            return soak();
        }
        Selection.requireThreads(threads);
        Selection.requireAtLeast("--runs", runs, 1);
        int before = warmUps == null ? cold ? 1 : DEFAULT_WARM_UPS : warmUps;
        Selection.requireAtLeast("--warm-ups", before, 0);
        List<Chosen> chosen = window ? List.of() : chosen();
        if (window && cold) {
            throw new InputException("--window and --cold do not go together", "give one of them");
        }
        if (window && !Workbench.hasDisplay()) {
            throw new InputException("--window needs a display, and there is none", "on a server, start a virtual one: xvfb-run ./pushforward bench --window");
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode().put("version", Program.version()).put("machine", Program.machine()).put("threads", threads);
        ArrayNode rows = root.putArray("timings");
        if (!json) {
            out.println(Program.machine() + (window ? "; seconds of 240 frames" : ", " + threads + " solver threads; seconds of " + runs
                    + (cold ? " fresh starts after " : " runs after ") + before));
            out.printf(Locale.ROOT, ROW + "%n", "", "minimum", "median", "maximum", "target");
        }
        if (window) {
            timeWindow(rows);
        } else {
            timeExperiments(chosen, rows, before);
            if (only.isEmpty() && !cold) {
                timeAnswers(rows, before);
            }
        }
        // Told last, since it may have to be loaded, which would disturb what is timed.
        String networks = Networks.arithmetic(new CancelToken());
        if (json) {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root.put("networks", networks)));
        } else {
            out.println("networks: " + networks);
        }
        return exitCode(anyFailed, anyMissed, strict);
    }

    private int soak() throws InterruptedException {
        if (!(soak > 0 && soak <= 10_000)) {
            throw new InputException("--soak: " + soak + " is not allowed; give minutes above 0, at most 10000");
        }
        PrintWriter out = spec.commandLine().getOut();
        long seed = System.nanoTime();
        out.println("seed " + seed);
        Soak.Report r = new Soak(seed).run(60 * soak);
        out.println(r.actions() + ", " + r.refused() + " refused");
        out.printf(Locale.ROOT, "heap after collections, MB: %s; last quarter over second: %.2f%n", r.heaps(), r.growth());
        r.problems().forEach(p -> out.println("problem: " + p));
        return r.problems().isEmpty() && r.growth() < MOST_GROWTH ? CommandLineInterface.OK : CommandLineInterface.CHECK_FAILED;
    }

    static int exitCode(boolean anyFailed, boolean anyMissed, boolean strict) {
        return anyFailed || strict && anyMissed ? CommandLineInterface.CHECK_FAILED : CommandLineInterface.OK;
    }

    private void timeWindow(ArrayNode rows) {
        for (WindowBenchmark.Row r : WindowBenchmark.run()) {
            report(rows, "window", r.id(), r.name(), r.seconds(), r.targetSeconds(), r.judged());
        }
    }

    private List<Chosen> chosen() {
        List<Chosen> chosen = Selection.of(id, family).stream().flatMap(e -> e.benchmarks().stream().map(b -> new Chosen(e, b)))
                .filter(c -> only.isEmpty() || c.benchmark.id().equals(only))
                .filter(c -> !cold || !Double.isNaN(c.benchmark.coldTargetSeconds())).toList();
        if (chosen.isEmpty() && (cold || !only.isEmpty())) {
            throw new InputException("there is no such benchmark" + (cold ? " of fresh starts" : ""), "bench --json names those there are");
        }
        return chosen;
    }

    private void timeExperiments(List<Chosen> chosen, ArrayNode rows, int before) {
        try (Workers workers = new Workers(threads); Progress progress = new Progress(spec.commandLine().getErr())) {
            StepContext context = new StepContext(workers, new CancelToken());
            for (Chosen c : chosen) {
                Benchmark b = c.benchmark;
                progress.show(c.experiment.id() + ": " + b.name(), Double.NaN);
                DoubleSupplier one = cold ? () -> inFreshProcess(c.experiment, b) : () -> once(b, context);
                try {
                    double[] seconds = time(one, before);
                    report(rows, c.experiment.id(), b.id(), b.name(), seconds, cold ? b.coldTargetSeconds() : b.targetSeconds(), seconds[runs / 2]);
                } catch (Benchmark.FailedRun e) {
                    reportFailure(rows, c.experiment.id(), b, e.getMessage());
                }
            }
        }
    }

    private void timeAnswers(ArrayNode rows, int before) {
        for (Experiment e : Selection.of(id, family)) {
            double[] creation = time(() -> Promptness.creation(e), before);
            report(rows, e.id(), "creation", "creation, ms", creation, Promptness.TARGET, creation[runs / 2]);
            double[] answer = time(() -> Promptness.answer(e), before);
            report(rows, e.id(), "answer", "between two questions whether it is cancelled, ms", answer, Promptness.TARGET, answer[runs / 2]);
        }
    }

    private void report(ArrayNode rows, String experiment, String benchmark, String name, double[] t, double target, double judged) {
        double median = t[t.length / 2];
        boolean met = judged <= target;
        anyMissed |= !met;
        rows.addObject().put("experiment", experiment).put("benchmark", benchmark).put("name", name).put("minimum", t[0])
                .put("median", median).put("maximum", t[t.length - 1]).put("target", target).put("met", met);
        if (!json) {
            under(experiment).printf(Locale.ROOT, ROW + "%s%n", name, digits(t[0]), digits(median), digits(t[t.length - 1]), digits(target), met ? "" : "  missed");
        }
    }

    /** In place of a time, which would be that of something else. */
    private void reportFailure(ArrayNode rows, String experiment, Benchmark b, String why) {
        anyFailed = true;
        rows.addObject().put("experiment", experiment).put("benchmark", b.id()).put("name", b.name()).put(FAILED, why).put("met", false);
        if (!json) {
            under(experiment).printf(Locale.ROOT, "  %s  failed: %s%n", b.name(), why);
        }
    }

    /** Where the rows of an experiment go. */
    private PrintWriter under(String experiment) {
        PrintWriter out = spec.commandLine().getOut();
        if (!experiment.equals(heading)) {
            heading = experiment;
            out.println(heading);
        }
        return out;
    }

    private static String digits(double seconds) {
        return String.format(Locale.ROOT, seconds < 1e-3 ? "%.6f" : "%.4f", seconds);
    }

    private double[] time(DoubleSupplier one, int before) {
        for (int k = 0; k < before; k++) {
            one.getAsDouble();
        }
        return IntStream.range(0, runs).mapToDouble(k -> one.getAsDouble()).sorted().toArray();
    }

    private static double once(Benchmark b, StepContext context) {
        Benchmark.Timed timed = b.task().prepare(context);
        long begin = System.nanoTime();
        timed.work().run();
        return (System.nanoTime() - begin) * 1e-9 / timed.units();
    }

    private double inFreshProcess(Experiment e, Benchmark b) {
        String answer = FreshProcess.output("bench", e.id(), "--only", b.id(), "--runs", "1", "--warm-ups", "0", "--threads", Integer.toString(threads), "--json");
        JsonNode timing = JsonMapper.builder().build().readTree(answer).get("timings").get(0);
        if (timing.has(FAILED)) {
            throw new Benchmark.FailedRun(timing.get(FAILED).stringValue());
        }
        return timing.get("median").doubleValue();
    }
}
