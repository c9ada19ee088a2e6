package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                spent.put(f, since(begin));
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

    /** Side by side, since most run on one thread; rows come in the order of the catalogue, each as soon as it may. */
    private void verify(List<Experiment> experiments, List<Presets.Preset> ofFamily, VerdictStore store, Progress progress, Consumer<Row> found) {
        double seconds = isLong ? Double.POSITIVE_INFINITY : id.isEmpty() ? Math.min(PRESET_SECONDS, FAMILY_SECONDS / ofFamily.size()) : PRESET_SECONDS;
        int processors = Runtime.getRuntime().availableProcessors();
        int lanes = Math.min(processors, MOST_AT_ONCE);
        int threads = processors / lanes;
        CancelToken cancel = new CancelToken();
        List<Callable<List<Row>>> tasks = new ArrayList<>();
        for (Experiment e : experiments) {
            runs(references(e)).forEach(run -> tasks.add(() -> run.stream().map(c -> {
                progress.show(e.id() + ": " + c.name(), Double.NaN);
                long begin = System.nanoTime();
                Check.Verdict v = Verifier.reference(c, threads, cancel);
                return new Row(e, v, since(begin));
            }).toList()));
            ofFamily.stream().filter(p -> p.experiment().id().equals(e.id())).forEach(p -> tasks.add(() -> {
                progress.show(e.id() + ": preset " + p.name(), Double.NaN);
                long begin = System.nanoTime();
                PresetCheck played = PresetCheck.of(p, seconds, threads);
                double took = since(begin);
                if (played.isWhole()) {
                    store.putSeconds(p.name(), took);
                }
                return played.verdicts().stream().map(v -> new Row(e, v, took / played.verdicts().size())).toList();
            }));
        }
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        try {
            for (Future<List<Row>> rows : tasks.stream().map(pool::submit).toList()) {
                rows.get().forEach(found);
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

    /** Neighbours that share a run are one task, so that none waits for another. */
    private static List<List<Check.Reference>> runs(List<Check.Reference> checks) {
        List<List<Check.Reference>> runs = new ArrayList<>();
        for (Check.Reference c : checks) {
            if (runs.isEmpty() || runs.getLast().getLast().measurement().run() != c.measurement().run()) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(c);
        }
        return runs;
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
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
