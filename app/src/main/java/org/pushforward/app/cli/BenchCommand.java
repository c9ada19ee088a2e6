package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.pushforward.app.Workbench;
import org.pushforward.app.window.WindowBenchmark;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.io.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench}: timings after warm-up, as minimum, median and maximum, with the machine's description. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Time the experiments; for figures to quote, on an idle machine.")
final class BenchCommand implements Callable<Integer> {

    private static final int WARM_UPS = 2;
    private static final int REPETITIONS = 5;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "only this experiment")
    private String id = "";

    @Option(names = "--family", paramLabel = "F", description = "only this family of the gallery")
    private String family = "";

    @Option(names = "--threads", paramLabel = "N", description = "threads of the solver (default: all processors)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--window", description = "time what the window does for a frame instead; needs a display")
    private boolean window;

    @Option(names = "--json", description = "machine-readable")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Selection.requireThreads(threads);
        if (window && !Workbench.hasDisplay()) {
            throw new InputException("--window needs a display, and there is none", "on a server, start a virtual one: xvfb-run ./pushforward bench --window");
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode().put("version", Program.version()).put("machine", Program.machine()).put("threads", threads);
        ArrayNode rows = root.putArray("timings");
        if (!json) {
            out.println(Program.machine() + (window ? "; seconds of " : ", " + threads + " solver threads; seconds after " + WARM_UPS + " warm-ups of ")
                    + (window ? "240 frames" : REPETITIONS + " runs"));
            out.printf(Locale.ROOT, "  %-64s %9s %9s %9s %9s%n", "", "minimum", "median", "maximum", "target");
        }
        if (window) {
            timeWindow(rows);
        } else {
            timeExperiments(rows);
        }
        if (json) {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        }
        return CommandLineInterface.OK;
    }

    private void timeWindow(ArrayNode rows) {
        for (WindowBenchmark.Row r : WindowBenchmark.run()) {
            report(rows, "window", r.id(), r.name(), r.seconds(), r.targetSeconds());
        }
    }

    private void timeExperiments(ArrayNode rows) {
        try (Workers workers = new Workers(threads); Progress progress = new Progress(spec.commandLine().getErr())) {
            StepContext context = new StepContext(workers, new CancelToken());
            for (Experiment e : Selection.of(id, family)) {
                for (Benchmark b : e.benchmarks()) {
                    progress.show(e.id() + ": " + b.name(), Double.NaN);
                    report(rows, e.id(), b.id(), b.name(), time(b, context), b.targetSeconds());
                }
            }
        }
    }

    private void report(ArrayNode rows, String experiment, String benchmark, String name, double[] t, double target) {
        rows.addObject().put("experiment", experiment).put("benchmark", benchmark).put("name", name).put("minimum", t[0])
                .put("median", t[t.length / 2]).put("maximum", t[t.length - 1]).put("target", target);
        if (!json) {
            spec.commandLine().getOut().printf(Locale.ROOT, "  %-64s %9.4f %9.4f %9.4f %9.4g%n", name, t[0], t[t.length / 2], t[t.length - 1], target);
        }
    }

    private static double[] time(Benchmark b, StepContext context) {
        double[] seconds = new double[REPETITIONS];
        for (int k = -WARM_UPS; k < REPETITIONS; k++) {
            Benchmark.Timed timed = b.task().prepare(context);
            long begin = System.nanoTime();
            timed.work().run();
            double t = (System.nanoTime() - begin) * 1e-9 / timed.units();
            if (k >= 0) {
                seconds[k] = t;
            }
        }
        Arrays.sort(seconds);
        return seconds;
    }
}
