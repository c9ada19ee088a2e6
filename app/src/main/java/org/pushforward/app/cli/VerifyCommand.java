package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
        List<Experiment> chosen = Selection.of(id, family);
        PrintWriter out = spec.commandLine().getOut();
        VerdictStore store = VerdictStore.ofThisMachine();
        List<Row> rows = new ArrayList<>();
        Map<Family, List<Presets.Preset>> presets = Presets.all(Catalogue.all()).stream().collect(Collectors.groupingBy(p -> p.experiment().description().family()));
        Map<Family, Double> spent = new EnumMap<>(Family.class);
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            for (Experiment e : chosen) {
                long begin = System.nanoTime();
                verify(e, presets.getOrDefault(e.description().family(), List.of()), rows, store, progress, out);
                spent.merge(e.description().family(), (System.nanoTime() - begin) * 1e-9, Double::sum);
            }
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

    private void verify(Experiment e, List<Presets.Preset> ofFamily, List<Row> rows, VerdictStore store, Progress progress, PrintWriter out) {
        for (Check.Reference c : references(e)) {
            progress.show(e.id() + ": " + c.name(), Double.NaN);
            add(rows, store, e, () -> Verifier.reference(c, Runtime.getRuntime().availableProcessors(), new CancelToken()), out);
        }
        double seconds = isLong ? Double.POSITIVE_INFINITY : id.isEmpty() ? Math.min(PRESET_SECONDS, FAMILY_SECONDS / ofFamily.size()) : PRESET_SECONDS;
        for (Presets.Preset p : ofFamily) {
            if (p.experiment().id().equals(e.id())) {
                progress.show(e.id() + ": preset " + p.name(), Double.NaN);
                long begin = System.nanoTime();
                PresetCheck played = PresetCheck.of(p, seconds);
                if (played.isWhole()) {
                    store.putSeconds(p.name(), (System.nanoTime() - begin) * 1e-9);
                }
                played.verdicts().forEach(v -> add(rows, store, e, () -> v, out));
            }
        }
    }

    private List<Check.Reference> references(Experiment e) {
        return e.checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .filter(c -> isLong || !c.isLong()).toList();
    }

    private void add(List<Row> rows, VerdictStore store, Experiment e, Supplier<Check.Verdict> check, PrintWriter out) {
        long begin = System.nanoTime();
        Check.Verdict v = check.get();
        rows.add(new Row(e, v, (System.nanoTime() - begin) * 1e-9));
        store.put(e.id(), v);
        if (json) {
            out.print((rows.size() == 1 ? "[\n" : ",\n") + json(rows.getLast()));
            out.flush();
        } else {
            if (rows.size() == 1 || rows.get(rows.size() - 2).experiment != e) {
                out.println(e.id());
            }
            out.println("  " + Table.line(v));
        }
    }

    /** One line a check, as soon as it is done. */
    private static String json(Row r) {
        ObjectNode node = JSON.createObjectNode().put("experiment", r.experiment.id()).put("check", r.verdict.check().id());
        AsJson.put(node, r.verdict);
        return JSON.writeValueAsString(node.put("seconds", r.seconds));
    }
}
