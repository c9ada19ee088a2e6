package org.pushforward.app.export;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.io.Presets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Experiments, parameters, values and verdicts in JSON: the same words in lists, in results and in answers. */
public final class AsJson {

    private AsJson() { }

    public static ObjectNode put(ObjectNode node, Experiment.Citation c) {
        return node.put("authors", c.authors()).put("year", c.year()).put("title", c.title()).put("arxiv", c.arxiv()).put("code", c.code());
    }

    /** With every parameter and its presets of the shelf. */
    public static ObjectNode put(ObjectNode node, Experiment e, List<Presets.Preset> shelf) {
        var d = e.description();
        node.put("id", d.id()).put("family", d.family().title()).put("title", d.title()).put("idea", d.idea()).put("trains", e.trains());
        ArrayNode formulas = node.putArray("formulas");
        d.formulas().forEach(formulas::add);
        ArrayNode papers = node.putArray("papers");
        d.citations().forEach(c -> put(papers.addObject(), c));
        ArrayNode parameters = node.putArray("parameters");
        e.parameters().forEach(p -> describe(p, parameters.addObject()));
        ArrayNode presets = node.putArray("presets");
        shelf.stream().filter(p -> p.experiment() == e).forEach(p -> presets.addObject().put("name", p.name()).put("title", p.session().title()));
        return node;
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

    /** A parameter's value. */
    public static void put(ObjectNode node, String name, Object value) {
        switch (value) {
            case Double d -> node.put(name, d);
            case Integer i -> node.put(name, i);
            case Boolean b -> node.put(name, b);
            case SourceFile s -> node.put(name, s.location());
            default -> node.put(name, value.toString());
        }
    }

    /** {name, value, relation, reference, tolerance, pass, source}. */
    public static void put(ObjectNode node, Check.Verdict v) {
        Check c = v.check();
        node.put("name", c.name());
        putNumber(node, "value", v.value());
        node.put("relation", c.criterion().relation().name().toLowerCase(Locale.ROOT)).put("reference", c.criterion().reference())
                .put("tolerance", c.criterion().tolerance()).put("pass", v.pass()).put("source", c.source());
    }

    /** JSON has no word for what is not finite. */
    public static void putNumber(ObjectNode node, String name, double v) {
        if (Double.isFinite(v)) {
            node.put(name, v);
        } else {
            node.putNull(name);
        }
    }
}
