package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.catalogue.Papers;
import org.pushforward.engine.io.BibTex;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.VerdictStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code list}: what there is. */
@Command(name = "list", mixinStandardHelpOptions = true,
        description = "List the experiments, with --json every parameter too; or the papers they stand on, as text, JSON or BibTeX.")
final class ListCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--json", description = "machine-readable, with every parameter and preset")
    private boolean json;

    @Option(names = "--papers", description = "the papers, with their experiments and the checks that hold on this machine")
    private boolean papers;

    @Option(names = "--markdown", description = "with --papers: the table of the README")
    private boolean markdown;

    @Option(names = "--bibtex", description = "the papers as BibTeX entries")
    private boolean bibtex;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (markdown) {
            if (!papers) {
                throw new InputException("--markdown goes with --papers");
            }
            out.print(paperTable());
        } else if (bibtex) {
            out.print(BibTex.of(Papers.of(Catalogue.all()).stream().map(Papers.Paper::citation).toList()));
        } else if (papers) {
            listPapers(out);
        } else if (json) {
            ArrayNode all = JSON.createArrayNode();
            List<Presets.Preset> shelf = Presets.all(Catalogue.all());
            Catalogue.all().forEach(e -> describe(e, shelf, all.addObject()));
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            for (Experiment e : Catalogue.all()) {
                var d = e.description();
                out.printf(Locale.ROOT, "%-24s %-10s %s%n", d.id(), d.family().title(), d.title());
                d.citations().forEach(c -> out.printf(Locale.ROOT, "%-35s %s%n", "", c));
            }
        }
        return CommandLineInterface.OK;
    }

    /** A row a paper, in the order of the gallery. */
    static String paperTable() {
        StringBuilder s = new StringBuilder("| paper | experiment |\n|---|---|\n");
        for (Papers.Paper p : Papers.of(Catalogue.all())) {
            Experiment.Citation c = p.citation();
            String at = c.arxiv().isEmpty() ? "" : c.arxiv().startsWith("10.") ? "https://doi.org/" + c.arxiv() : "https://arxiv.org/abs/" + c.arxiv();
            String title = c.title().replace("|", "&#124;");
            s.append("| ").append(c.authors()).append(' ').append(c.year()).append(", ").append(at.isEmpty() ? title : "[" + title + "](" + at + ")").append(" | ")
                    .append(p.experiments().stream().map(e -> "`" + e.id() + "`").collect(Collectors.joining(", "))).append(" |\n");
        }
        return s.toString();
    }

    private void listPapers(PrintWriter out) {
        VerdictStore verdicts = VerdictStore.ofThisMachine();
        ArrayNode all = JSON.createArrayNode();
        for (Papers.Paper p : Papers.of(Catalogue.all())) {
            if (json) {
                ObjectNode node = describe(p.citation(), all.addObject());
                ArrayNode users = node.putArray("experiments");
                p.experiments().forEach(e -> {
                    VerdictStore.Tally t = verdicts.tally(e);
                    users.addObject().put("id", e.id()).put("hold", t.hold()).put("measured", t.measured()).put("checks", t.all());
                });
            } else {
                out.println(p.citation());
                p.experiments().forEach(e -> out.printf(Locale.ROOT, "    %-32s checks: %s%n", e.id(), verdicts.tally(e)));
            }
        }
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        }
    }

    private static ObjectNode describe(Experiment.Citation c, ObjectNode node) {
        return node.put("authors", c.authors()).put("year", c.year()).put("title", c.title()).put("arxiv", c.arxiv()).put("code", c.code());
    }

    private static void describe(Experiment e, List<Presets.Preset> shelf, ObjectNode node) {
        var d = e.description();
        node.put("id", d.id()).put("family", d.family().title()).put("title", d.title()).put("idea", d.idea()).put("trains", e.trains());
        ArrayNode formulas = node.putArray("formulas");
        d.formulas().forEach(formulas::add);
        ArrayNode papers = node.putArray("papers");
        d.citations().forEach(c -> describe(c, papers.addObject()));
        ArrayNode parameters = node.putArray("parameters");
        e.parameters().forEach(p -> describe(p, parameters.addObject()));
        ArrayNode presets = node.putArray("presets");
        shelf.stream().filter(p -> p.experiment() == e).forEach(p -> presets.addObject().put("name", p.name()).put("title", p.session().title()));
    }

    private static void describe(Parameter<?> p, ObjectNode node) {
        Parameter.Info i = p.info();
        node.put("id", i.id()).put("symbol", i.symbol()).put("label", i.label()).put("unit", i.unit()).put("group", i.group())
                .put("help", i.help()).put("source", i.source()).put("effect", i.effect().name().toLowerCase(Locale.ROOT));
        node.put("type", p.getClass().getSimpleName().toLowerCase(Locale.ROOT)).put("allowed", p.allowed());
        switch (p) {
            case Parameter.Real r -> ranges(node, r.slider(), r.accepted(), r.scale());
            case Parameter.Whole w -> ranges(node, w.slider(), w.accepted(), w.scale());
            case Parameter.Choice c -> {
                ArrayNode choices = node.putArray("choices");
                c.choices().forEach(choices::add);
            }
            case Parameter.Flag _, Parameter.Text _, Parameter.Vector _ -> { }
            case Parameter.Source s -> {
                ArrayNode extensions = node.putArray("extensions");
                s.extensions().forEach(extensions::add);
                ArrayNode builtIn = node.putArray("builtIn");
                s.builtIn().forEach(builtIn::add);
            }
        }
        put(node, "default", p.initial().otherwise());
        if (!p.initial().cases().isEmpty()) {
            ObjectNode cases = node.putObject("defaultBy").put("choice", p.initial().choice()).putObject("cases");
            new TreeMap<>(p.initial().cases()).forEach((choice, value) -> put(cases, choice, value));
        }
        ArrayNode shown = node.putArray("shownWhen");
        i.shownWhen().forEach(c -> {
            ArrayNode values = shown.addObject().put("parameter", c.parameter()).putArray("anyOf");
            c.anyOf().stream().sorted().forEach(values::add);
        });
    }

    private static void ranges(ObjectNode node, Parameter.Range slider, Parameter.Range accepted, Parameter.Scale scale) {
        node.put("scale", scale.name().toLowerCase(Locale.ROOT));
        node.putObject("slider").put("min", slider.min()).put("max", slider.max());
        node.putObject("range").put("min", accepted.min()).put("max", accepted.max()).put("openMin", accepted.openMin());
    }

    /** A parameter's value as JSON. */
    static void put(ObjectNode node, String name, Object value) {
        switch (value) {
            case Double d -> node.put(name, d);
            case Integer i -> node.put(name, i);
            case Boolean b -> node.put(name, b);
            case SourceFile s -> node.put(name, s.location());
            default -> node.put(name, value.toString());
        }
    }
}
