package org.pushforward.engine.io;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.ViewSettings;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The "view" of a session file. A field that is missing is as the window begins. */
final class ViewJson {

    private static final int MOST = 64;

    private ViewJson() { }

    static void write(ObjectNode node, ViewSettings v) {
        strings(node.putArray("panes"), v.panes());
        v.maximised().ifPresent(id -> node.put("maximised", id));
        node.put("compare", v.compare()).put("selected", v.selected());
        ArrayNode shares = node.putArray("shares");
        v.shares().forEach(s -> {
            ArrayNode borders = shares.addObject().putArray("borders");
            s.forEach(borders::add);
        });
        v.camera().ifPresent(c -> numbers(node.putArray("camera"), c.x(), c.y(), c.zoom()));
        v.orbit().ifPresent(o -> numbers(node.putArray("orbit"), o.azimuth(), o.elevation(), o.zoom(), o.u(), o.v(), o.w()));
        v.orbit().flatMap(ViewSettings.Orbit::light).ifPresent(l -> numbers(node.putArray("light"), l.x(), l.y(), l.z()));
        v.colormap().ifPresent(name -> node.put("colormap", name));
        v.range().ifPresent(mode -> node.put("range", mode));
        ObjectNode fixed = node.putObject("fixed");
        new TreeMap<>(v.fixed()).forEach((quantity, r) -> fixed.putObject(quantity).put("min", r.min()).put("max", r.max()).put("log", r.log()));
        ObjectNode overlays = node.putObject("overlays");
        new TreeMap<>(v.overlays()).forEach((pane, names) -> strings(overlays.putArray(pane), names));
        if (!v.pinned().isEmpty()) {
            strings(node.putArray("pinned"), v.pinned());
        }
        if (!v.measures().isEmpty()) {
            ObjectNode measures = node.putObject("measures");
            new TreeMap<>(v.measures()).forEach((pane, m) -> write(measures.putObject(pane), m));
        }
    }

    private static void write(ObjectNode node, Measures m) {
        numbers(node.putArray("pins"), m.pins().stream().flatMapToDouble(p -> DoubleStream.of(p.x(), p.y())).toArray());
        m.line().ifPresent(l -> numbers(node.putArray("line"), l.x0(), l.y0(), l.x1(), l.y1()));
        m.cut().ifPresent(z -> node.put("cut", z));
        m.clip().ifPresent(c -> node.putObject("clip").put("axis", c.axis()).put("share", c.share()).put("above", c.isAbove()));
        m.less().ifPresent(layer -> node.put("less", layer));
    }

    private static void strings(ArrayNode node, List<String> all) {
        all.forEach(node::add);
    }

    private static void numbers(ArrayNode node, double... all) {
        Arrays.stream(all).forEach(node::add);
    }

    static ViewSettings read(JsonReader node) {
        if (node.holdsTextsOnly()) {
            return ofWords(node.texts());
        }
        node.only("panes", "maximised", "compare", "selected", "shares", "camera", "orbit", "light", "colormap", "range", "fixed", "overlays", "pinned", "measures");
        return new ViewSettings(node.has("panes") ? few(node, "panes", node.strings("panes")) : List.of(), word(node, "maximised"),
                node.has("compare") && node.flag("compare"), node.has("selected") ? (int) node.whole("selected", 0, MOST) : 0,
                node.has("shares") ? few(node, "shares", node.array("shares").stream().map(s -> few(s, "borders", s.reals("borders"))).toList()) : List.of(),
                vector(node, "camera", 3).map(c -> new ViewSettings.Camera(c.get(0), c.get(1), c.get(2))),
                vector(node, "orbit", 6).map(o -> new ViewSettings.Orbit(o.get(0), o.get(1), o.get(2), o.get(3), o.get(4), o.get(5),
                        vector(node, "light", 3).map(l -> new ViewSettings.Light(l.get(0), l.get(1), l.get(2))))),
                word(node, "colormap"), word(node, "range"),
                each(node, "fixed", f -> name -> {
                    JsonReader r = f.object(name);
                    r.only("min", "max", "log");
                    return new ViewSettings.Range(r.real("min"), r.real("max"), r.flag("log"));
                }),
                each(node, "overlays", o -> name -> few(o, name, o.strings(name))),
                node.has("pinned") ? few(node, "pinned", node.strings("pinned")) : List.of(),
                each(node, "measures", m -> pane -> measures(m.object(pane))));
    }

    private static Measures measures(JsonReader node) {
        node.only("pins", "line", "cut", "less", "clip");
        List<Double> pins = node.has("pins") ? few(node, "pins", node.reals("pins")) : List.of();
        if (pins.size() % 2 != 0 || pins.size() > 2 * Measures.MOST_PINS) {
            throw node.error("pins", "pairs x, y, at most " + Measures.MOST_PINS + ", found " + pins.size() + " numbers");
        }
        return new Measures(IntStream.range(0, pins.size() / 2).mapToObj(k -> new Measures.Spot(pins.get(2 * k), pins.get(2 * k + 1))).toList(),
                vector(node, "line", 4).map(l -> new Measures.Line(l.get(0), l.get(1), l.get(2), l.get(3))),
                node.has("cut") ? Optional.of(node.real("cut")) : Optional.empty(), word(node, "less"),
                node.has("clip") ? Optional.of(clip(node.object("clip"))) : Optional.empty());
    }

    private static Measures.Clip clip(JsonReader node) {
        node.only("axis", "share", "above");
        return new Measures.Clip((int) node.whole("axis", 0, 2), Math.clamp(node.real("share"), 0, 1), node.flag("above"));
    }

    private static <T> List<T> few(JsonReader node, String field, List<T> all) {
        if (all.size() > MOST) {
            throw node.error(field, "at most " + MOST + " entries, found " + all.size());
        }
        return all;
    }

    private static Optional<String> word(JsonReader node, String field) {
        return node.has(field) ? Optional.of(node.text(field)) : Optional.empty();
    }

    private static Optional<List<Double>> vector(JsonReader node, String field, int n) {
        if (!node.has(field)) {
            return Optional.empty();
        }
        List<Double> v = node.reals(field);
        if (v.size() != n) {
            throw node.error(field, n + " numbers, found " + v.size());
        }
        return Optional.of(v);
    }

    private static <T> Map<String, T> each(JsonReader node, String field, Function<JsonReader, Function<String, T>> read) {
        Map<String, T> all = new LinkedHashMap<>();
        if (node.has(field)) {
            JsonReader inner = node.object(field);
            few(node, field, inner.names()).forEach(name -> all.put(name, read.apply(inner).apply(name)));
        }
        return all;
    }

    /** Files of the first weeks have a word for each: "camera": "0,0,1". What cannot be read is as the window begins. */
    private static ViewSettings ofWords(Map<String, String> words) {
        Map<String, ViewSettings.Range> fixed = new LinkedHashMap<>();
        words.forEach((name, text) -> {
            String[] r = text.split(",");
            if (name.startsWith("fixed ") && r.length == 3) {
                parsed(List.of(r[0], r[1])).ifPresent(v -> fixed.put(name.substring("fixed ".length()),
                        new ViewSettings.Range(v.get(0), v.get(1), Boolean.parseBoolean(r[2]))));
            }
        });
        Optional<ViewSettings.Camera> camera = parsed(List.of(words.getOrDefault("camera", "").split(","))).filter(c -> c.size() == 3)
                .map(c -> new ViewSettings.Camera(c.get(0), c.get(1), c.get(2)));
        String panes = words.getOrDefault("panes", "");
        return new ViewSettings(panes.isEmpty() ? List.of() : List.of(panes.split(",")), Optional.empty(), Boolean.parseBoolean(words.get("compare")), 0,
                List.of(), camera, Optional.empty(), Optional.ofNullable(words.get("colormap")), Optional.ofNullable(words.get("range")), fixed, Map.of());
    }

    private static Optional<List<Double>> parsed(List<String> numbers) {
        try {
            return Optional.of(numbers.stream().map(Double::valueOf).toList());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
