package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.pushforward.app.export.AsJson;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Family;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.engine.run.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code verify}: every reference check, and the live checks on every frame of every preset. */
@Command(name = "verify", mixinStandardHelpOptions = true, description = "Run the checks of every experiment; exit 1 if one fails.")
final class VerifyCommand implements Callable<Integer> {

    /** A preset that takes longer is cut short; {@code --long} plays all of it. Those of a family that is verified as a whole share what it has for them. */
    private static final double PRESET_SECONDS = 2;
    private static final double FAMILY_SECONDS = 30;
    /** Each may hold a large run. */
    private static final int MOST_AT_ONCE = 4;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "only this experiment")
    private String id = "";

    @Option(names = "--family", paramLabel = "F", description = "only this family of the gallery")
    private String family = "";

    @Option(names = "--long", description = "the long checks (training runs) too, and presets to their ends")
    private boolean isLong;

    @Option(names = "--json", description = "machine-readable")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private record Row(Experiment experiment, Check.Verdict verdict, double seconds) { }

    /** What is played of an experiment, with what is on hand for it. */
    private record Task(Experiment experiment, List<Presets.Preset> presets, double presetSeconds, int threads, CancelToken cancel, Progress progress, VerdictStore store) { }

    @Override
    public Integer call() {
        Map<Family, List<Experiment>> chosen = Selection.of(id, family).stream().collect(Collectors.groupingBy(e -> e.description().family(), LinkedHashMap::new, Collectors.toList()));
        PrintWriter out = spec.commandLine().getOut();
        VerdictStore store = VerdictStore.ofThisMachine();
        List<Row> rows = new ArrayList<>();
        List<Presets.Preset> presets = Presets.all(Catalogue.all());
        Map<Family, Double> spent = new LinkedHashMap<>();
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            chosen.forEach((f, experiments) -> {
                long begin = System.nanoTime();
                verify(experiments, presets.stream().filter(p -> p.experiment().description().family() == f).toList(), store, progress, r -> {
                    progress.clear();
                    store.put(r.experiment.id(), r.verdict);
                    rows.add(r);
                    print(rows, out);
                });
                spent.put(f, (System.nanoTime() - begin) * 1e-9);
            });
        }
        long failed = rows.stream().filter(r -> !r.verdict.pass()).count();
        if (json) {
            out.println(rows.isEmpty() ? "[ ]" : "\n]");
        } else {
            spent.forEach((f, seconds) -> out.printf(Locale.ROOT, "%s: %.0f s%n", f.title(), seconds));
            double all = spent.values().stream().mapToDouble(t -> t).sum();
            out.printf(Locale.ROOT, "%d of %d checks hold; %.0f s in all%n", rows.size() - failed, rows.size(), all);
        }
        return failed == 0 ? CommandLineInterface.OK : CommandLineInterface.CHECK_FAILED;
    }

    /** Experiments of a family side by side, since most run on one thread; their rows come in the order of the catalogue, each as soon as it may. */
    private void verify(List<Experiment> experiments, List<Presets.Preset> ofFamily, VerdictStore store, Progress progress, Consumer<Row> found) {
        double seconds = isLong ? Double.POSITIVE_INFINITY : id.isEmpty() ? Math.min(PRESET_SECONDS, FAMILY_SECONDS / ofFamily.size()) : PRESET_SECONDS;
        int processors = Runtime.getRuntime().availableProcessors();
        int lanes = Math.min(Math.min(processors, MOST_AT_ONCE), experiments.size());
        CancelToken cancel = new CancelToken();
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        try {
            List<BlockingQueue<Optional<Row>>> rows = new ArrayList<>();
            List<Future<?>> ends = new ArrayList<>();
            for (Experiment e : experiments) {
                BlockingQueue<Optional<Row>> own = new LinkedBlockingQueue<>();
                Task task = new Task(e, ofFamily.stream().filter(p -> p.experiment().id().equals(e.id())).toList(), seconds, processors / lanes, cancel, progress, store);
                rows.add(own);
                ends.add(pool.submit(() -> {
                    try {
                        verify(task, r -> own.add(Optional.of(r)));
                    } finally {
                        own.add(Optional.empty());
                    }
                }));
            }
            for (int k = 0; k < experiments.size(); k++) {
                for (Optional<Row> r = rows.get(k).take(); r.isPresent(); r = rows.get(k).take()) {
                    found.accept(r.get());
                }
                ends.get(k).get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new CancelToken.Cancelled();
        } finally {
            cancel.cancel();
            pool.shutdownNow();
        }
    }

    private void verify(Task t, Consumer<Row> found) {
        Experiment e = t.experiment;
        for (Check.Reference c : references(e)) {
            t.progress.show(e.id() + ": " + c.name(), Double.NaN);
            long begin = System.nanoTime();
            Check.Verdict v = Verifier.reference(c, t.threads, t.cancel);
            found.accept(new Row(e, v, (System.nanoTime() - begin) * 1e-9));
        }
        for (Presets.Preset p : t.presets) {
            t.progress.show(e.id() + ": preset " + p.name(), Double.NaN);
            long begin = System.nanoTime();
            PresetCheck played = PresetCheck.of(p, t.presetSeconds, t.threads);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            if (played.isWhole()) {
                t.store.putSeconds(p.name(), seconds);
            }
            played.verdicts().forEach(v -> found.accept(new Row(e, v, seconds / played.verdicts().size())));
        }
    }

    private List<Check.Reference> references(Experiment e) {
        return e.checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .filter(c -> isLong || !c.isLong()).toList();
    }

    /** The last of the rows. */
    private void print(List<Row> rows, PrintWriter out) {
        Row r = rows.getLast();
        if (json) {
            out.print((rows.size() == 1 ? "[\n" : ",\n") + json(r));
            out.flush();
        } else {
            if (rows.size() == 1 || rows.get(rows.size() - 2).experiment != r.experiment) {
                out.println(r.experiment.id());
            }
            out.println("  " + Table.line(r.verdict));
        }
    }

    /** One line a check, as soon as it is done. */
    private static String json(Row r) {
        ObjectNode node = JSON.createObjectNode().put("experiment", r.experiment.id()).put("check", r.verdict.check().id());
        AsJson.put(node, r.verdict);
        return JSON.writeValueAsString(node.put("seconds", r.seconds));
    }
}
