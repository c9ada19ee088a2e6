package org.pushforward.app.cli;

import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.catalogue.Catalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code list}: what there is. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "List the experiments; with --json every parameter too.")
final class ListCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--json", description = "machine-readable, with every parameter")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (json) {
            ArrayNode all = JSON.createArrayNode();
            Catalogue.all().forEach(e -> describe(e, all.addObject()));
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

    private static void describe(Experiment e, ObjectNode node) {
        var d = e.description();
        node.put("id", d.id()).put("family", d.family().title()).put("title", d.title()).put("idea", d.idea());
        ArrayNode formulas = node.putArray("formulas");
        d.formulas().forEach(formulas::add);
        ArrayNode papers = node.putArray("papers");
        d.citations().forEach(c -> papers.addObject().put("authors", c.authors()).put("year", c.year()).put("title", c.title())
                .put("arxiv", c.arxiv()));
        ArrayNode parameters = node.putArray("parameters");
        e.parameters().forEach(p -> describe(p, parameters.addObject()));
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
            case Parameter.Flag _, Parameter.Vector _ -> { }
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
