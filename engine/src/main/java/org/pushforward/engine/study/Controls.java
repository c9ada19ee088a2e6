package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Flag;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Source;
import org.pushforward.engine.api.Parameter.Text;
import org.pushforward.engine.api.Parameter.Vector;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Formula;

/** What a {@link Study} declares to be set and to be seen: knobs and panes, in the order in which they are shown. */
abstract class Controls<S> {

    private final List<Knob<?>> knobs = new ArrayList<>();
    private final List<PaneSpec> panes = new ArrayList<>();
    private final Map<String, PaneSpec.Name> names = new HashMap<>();
    private String group = "";

    List<Knob<?>> knobs() {
        return knobs;
    }

    List<PaneSpec> paneSpecs() {
        return panes;
    }

    Map<String, PaneSpec.Name> names() {
        return names;
    }

    // ---- knobs

    /** The knobs declared from here on stand under this heading. */
    protected final void group(String name) {
        group = name;
    }

    /** @param low and {@code high}: ends of the slider, and what is allowed unless the knob says more */
    protected final Knob<Double> real(String id, String symbol, String label, double initial, double low, double high, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(low, high),
                k -> new Real(k.info(), k.slider(), k.accepted(), k.scale(), k.initial())));
    }

    protected final Knob<Integer> whole(String id, String symbol, String label, int initial, int low, int high, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(low, high),
                k -> new Whole(k.info(), k.slider(), k.accepted(), k.scale(), k.initial())));
    }

    protected final Knob<String> choice(String id, String symbol, String label, List<String> words, String initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(0, 0),
                k -> new Choice(k.info(), words, k.initial())));
    }

    protected final Knob<Boolean> flag(String id, String symbol, String label, boolean initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(0, 0), k -> new Flag(k.info(), k.initial())));
    }

    /**
     * A vector {@code "3,-1"} or a matrix {@code "2,.8;.8,.5"}.
     *
     * @param rows or {@code columns} 0: any number
     */
    protected final Knob<VectorValue> vector(String id, String symbol, String label, int rows, int columns, String initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(VectorValue.parse(initial)), Range.of(0, 0),
                k -> new Vector(k.info(), rows, columns, k.initial())));
    }

    /**
     * A formula in some variables.
     *
     * @param mayBeNone whether nothing is allowed too
     */
    protected final Knob<String> formula(String id, String symbol, String label, List<String> variables, String initial, boolean mayBeNone, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(0, 0), k -> new Text(k.info(),
                "a formula in " + String.join(", ", variables) + (mayBeNone ? ", or nothing" : ""), text -> {
                    if (!(mayBeNone && text.isBlank())) {
                        Formula.of(id, text, variables);
                    }
                }, k.initial())));
    }

    /** Points: a built-in set, a file of points or a picture. */
    protected final Knob<SourceFile> points(String id, String symbol, String label, String initial, String help) {
        return source(id, symbol, label, initial, help, PointSources::parameter);
    }

    /** A density on the unit square: a built-in shape, or a picture whose ink is mass. */
    protected final Knob<SourceFile> density(String id, String symbol, String label, String initial, String help) {
        return source(id, symbol, label, initial, help, DensitySources::parameter);
    }

    private Knob<SourceFile> source(String id, String symbol, String label, String initial, String help, BiFunction<Info, String, Source> make) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(SourceFile.builtIn(initial)), Range.of(0, 0), k -> {
            Source s = make.apply(k.info(), initial);
            return new Source(s.info(), s.kind(), s.extensions(), s.builtIn(), k.initial(), s.understanding());
        }));
    }

    /** A parameter that was made elsewhere, because several experiments share it. */
    protected final <T> Knob<T> knob(Parameter<T> shared) {
        return add(new Knob<>(shared.info(), shared.initial(), Range.of(0, 0), _ -> shared));
    }

    private Info info(String id, String symbol, String label, String help) {
        return Info.of(id, symbol, label, group, help);
    }

    private <T> Knob<T> add(Knob<T> k) {
        knobs.add(k);
        return k;
    }

    // ---- panes

    protected final PaneSpec plane(String id, String title, String subtitle) {
        return pane(Pane.Kind.PLANE, id, title, subtitle);
    }

    protected final PaneSpec space(String id, String title, String subtitle) {
        return pane(Pane.Kind.SPACE, id, title, subtitle);
    }

    protected final PaneSpec plot(String id, String title, String subtitle) {
        return pane(Pane.Kind.PLOT, id, title, subtitle);
    }

    /** Layers of the plane side by side, in one range of colors. */
    protected final PaneSpec multiples(String id, String title, String subtitle) {
        return pane(Pane.Kind.MULTIPLES, id, title, subtitle);
    }

    /** Tables and texts. */
    protected final PaneSpec words(String id, String title, String subtitle) {
        return pane(Pane.Kind.WORDS, id, title, subtitle);
    }

    /** Diagnostics against the step. */
    @SafeVarargs
    protected final PaneSpec history(String id, String title, String subtitle, Gauge<S>... of) {
        return history(id, title, subtitle, List.of(of));
    }

    protected final PaneSpec history(String id, String title, String subtitle, List<Gauge<S>> of) {
        PaneSpec p = pane(Pane.Kind.HISTORY, id, title, subtitle);
        of.forEach(g -> p.draw(Pane.Style.CURVE, g.id()));
        return p;
    }

    private PaneSpec pane(Pane.Kind kind, String id, String title, String subtitle) {
        PaneSpec p = new PaneSpec(kind, id, title, subtitle, names);
        panes.add(p);
        return p;
    }

    /** Names a layer that no pane shows at first, or several do. */
    protected final void layer(String id, String label, String unit, String along) {
        names.put(id, new PaneSpec.Name(label, unit, along));
    }
}
