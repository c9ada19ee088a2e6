package org.pushforward.app.lesson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.pushforward.views.text.Language;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;

/**
 * A pane in words, made from its declarations: what is drawn and how, what lies along the axes, what the colors mean, and what to look
 * for. Names of quantities are those of the experiment.
 */
public record Explanation(List<Part> parts) {

    public Explanation {
        parts = List.copyOf(parts);
    }

    /** A heading and the sentences under it. */
    public record Part(String heading, List<String> sentences) {
        public Part {
            sentences = List.copyOf(sentences);
        }
    }

    /**
     * @param pictures whether pictures are drawn, which cover what lies below them
     * @param summary of the preset, a sentence, or empty
     */
    public static Explanation of(Pane pane, Frame frame, boolean pictures, Experiment experiment, String summary, Language language) {
        Writer w = new Writer(pane.drawing(seen(pane, frame, pictures)), frame, experiment, language);
        return new Explanation(Stream.of(w.part("drawn", w.drawn()), w.part("axes", w.axes()), w.part("colors", w.colors()), w.part("look", w.look(summary)))
                .filter(p -> !p.sentences().isEmpty()).toList());
    }

    private static List<Pane.Drawing> seen(Pane pane, Frame frame, boolean pictures) {
        List<Pane.Drawing> seen = new ArrayList<>();
        for (Pane.Drawing d : pane.drawings()) {
            boolean picture = frame.layer(d.layer()).filter(Layer.Picture.class::isInstance).isPresent();
            if (picture && pictures) {
                seen.clear();
            }
            if (!picture || pictures) {
                seen.add(d);
            }
        }
        return seen;
    }

    private record Writer(Pane pane, Frame frame, Experiment experiment, Language language) {

        private String say(String key, Object... inserted) {
            return language.text("explain." + key, inserted);
        }

        Part part(String key, List<String> sentences) {
            return new Part(say(key), sentences);
        }

        // ---- what is drawn

        List<String> drawn() {
            return pane.drawings().stream().map(this::drawn).flatMap(Optional::stream).distinct().toList();
        }

        private Optional<String> drawn(Pane.Drawing d) {
            if (pane.kind() == Pane.Kind.HISTORY) {
                return diagnostic(d.layer()).map(e -> say("manner.history", quantity(e.label(), e.unit())));
            }
            return frame.layer(d.layer()).map(l -> say("manner." + manner(l, d.style()), l.quantity(), size(l)).replaceAll("\\s*\\(\\)", "") + folded(l));
        }

        private static String manner(Layer l, Pane.Style style) {
            return switch (style) {
                case LINES -> l instanceof Layer.VectorField ? "streamlines" : l instanceof Layer.Paths ? "paths" : l instanceof Layer.Graph ? "graph" : "mesh";
                case THIN -> "curve";
                case CIRCLES -> "points";
                case FILL, CELLS, IMAGE, CONTOURS, POINTS, ARROWS, SURFACE, ISOSURFACE, PROJECTION, TUBES, CURVE, BARS, WORDS -> style.name().toLowerCase(Locale.ROOT);
            };
        }

        private String size(Layer l) {
            return switch (l) {
                case Layer.ScalarField f -> say("size.cells", f.nx() + " × " + f.ny());
                case Layer.VectorField f -> say("size.cells", f.nx() + " × " + f.ny());
                case Layer.Mesh m -> say("size.cells", m.nx() + " × " + m.ny());
                case Layer.Volume v -> say("size.cells", v.nx() + " × " + v.ny() + " × " + v.nz());
                case Layer.Sphere s -> say("size.cells", s.nLon() + " × " + s.nLat());
                case Layer.TriangleMesh t -> say("size.triangles", t.triangles().length / 3);
                case Layer.Points p -> say("size.points", p.size());
                case Layer.Matrix m -> say("size.matrix", m.rows(), m.columns());
                case Layer.Graph g -> say("size.graph", g.xy().length / 2, g.edges().length / 2);
                case Layer.Paths p -> say("size.paths", Math.max(0, p.offsets().length - 1));
                case Layer.Table t -> say("size.table", t.rows(), t.columns().size());
                case Layer.Picture p -> say("size.pixels", p.width(), p.height());
                case Layer.Bars b -> say("size.bars", b.counts().length);
                case Layer.Series _, Layer.Text _ -> "";
            };
        }

        /** A band around a curve is worth a word. */
        private String folded(Layer l) {
            return l instanceof Layer.Series s && s.lower().length > 0 ? " " + say("band") : "";
        }

        // ---- axes

        List<String> axes() {
            return switch (pane.kind()) {
                case PLANE, MULTIPLES -> Stream.concat(Stream.of(say("axes.plane")), extent().stream()).toList();
                case SPACE -> List.of(pane.axes().titles().isEmpty() ? say("axes.space")
                        : say("axes.space-named", pane.axes().titles().get(0), pane.axes().titles().get(1), pane.axes().titles().get(2)),
                        say("axes.turn"));
                case PLOT -> plot();
                case HISTORY -> history();
                case WORDS -> List.of();
            };
        }

        private Optional<String> extent() {
            return pane.drawings().stream().map(d -> frame.layer(d.layer())).flatMap(Optional::stream).flatMap(l -> switch (l) {
                case Layer.ScalarField f -> Stream.of(f.domain());
                case Layer.VectorField f -> Stream.of(f.domain());
                case Layer.Picture p -> Stream.of(p.domain());
                default -> Stream.empty();
            }).findFirst().map(r -> say("axes.extent", number(r.x0()), number(r.x1()), number(r.y0()), number(r.y1())));
        }

        private List<String> plot() {
            List<String> all = new ArrayList<>();
            List<Layer> layers = pane.drawings().stream().map(d -> frame.layer(d.layer())).flatMap(Optional::stream).toList();
            layers.stream().filter(Layer.Series.class::isInstance).map(l -> ((Layer.Series) l).xLabel()).filter(x -> !x.isEmpty()).findFirst()
                    .ifPresent(x -> all.add(say("axes.right", x)));
            layers.stream().filter(Layer.Bars.class::isInstance).findFirst().ifPresent(l -> all.add(say("axes.bars", l.quantity())));
            List<String> units = layers.stream().map(Layer::unit).filter(u -> !u.isEmpty()).distinct().toList();
            all.add(units.isEmpty() ? say("axes.up-pure") : say("axes.up", String.join(", ", units)));
            scales(all);
            return all;
        }

        private List<String> history() {
            List<String> all = new ArrayList<>();
            all.add(pane.abscissa().isEmpty() ? say("axes.steps") : pane.abscissa().equals(Pane.CPU_SECONDS) ? say("axes.seconds")
                    : say("axes.right", diagnostic(pane.abscissa()).map(e -> quantity(e.label(), e.unit())).orElse(pane.abscissa())));
            scales(all);
            all.add(say("axes.mark"));
            return all;
        }

        private void scales(List<String> all) {
            if (pane.logScale() && pane.axes().logX()) {
                all.add(say("axes.log-both"));
            } else if (pane.logScale()) {
                all.add(say("axes.log-up"));
            } else if (pane.axes().logX()) {
                all.add(say("axes.log-right"));
            }
        }

        // ---- colors

        List<String> colors() {
            if (pane.kind() == Pane.Kind.PLOT || pane.kind() == Pane.Kind.HISTORY) {
                return pane.drawings().size() > 1 ? List.of(say("color.curves")) : List.of();
            }
            return pane.drawings().stream().map(this::colored).flatMap(Optional::stream).findFirst()
                    .map(q -> Stream.concat(Stream.of(say("color.bar", q)), pane.logScale() ? Stream.of(say("color.log")) : Stream.empty()).toList())
                    .orElse(List.of());
        }

        /** The quantity that colors a drawing, with the values it has now. */
        private Optional<String> colored(Pane.Drawing d) {
            return frame.layer(d.layer()).flatMap(l -> switch (l) {
                case Layer.ScalarField f -> Optional.of(values(f.quantity(), f.values()));
                case Layer.Matrix m -> Optional.of(values(m.quantity(), m.values()));
                case Layer.Volume v -> Optional.of(values(v.quantity(), v.values()));
                case Layer.Points p -> field(p.fields(), d.field(), true);
                case Layer.Sphere s -> field(s.fields(), d.field(), true);
                case Layer.Graph g -> field(g.nodes(), d.field(), true);
                case Layer.Paths p -> field(p.fields(), d.field(), true);
                case Layer.TriangleMesh t -> field(Stream.concat(t.nodes().stream(), t.cells().stream()).toList(), d.field(), true);
                case Layer.Mesh m -> field(m.fields(), d.field(), false);
                default -> Optional.empty();
            });
        }

        private Optional<String> field(List<Layer.Field> fields, String wanted, boolean orFirst) {
            return fields.stream().filter(f -> wanted.isEmpty() ? orFirst : f.id().equals(wanted)).findFirst().map(f -> values(f.quantity(), f.values()));
        }

        private String values(String quantity, double[] values) {
            DoubleStream finite = Arrays.stream(values).filter(Double::isFinite);
            var s = finite.summaryStatistics();
            return s.getCount() == 0 ? quantity : say("color.now", quantity, number(s.getMin()), number(s.getMax()));
        }

        // ---- what to look for

        List<String> look(String summary) {
            List<String> all = new ArrayList<>();
            if (!pane.note().isEmpty()) {
                all.add(pane.note());
            }
            if (!summary.isEmpty()) {
                all.add(summary);
            }
            List<String> ids = pane.drawings().stream().map(Pane.Drawing::layer).toList();
            experiment.checks().stream().filter(Check.Live.class::isInstance).map(Check.Live.class::cast)
                    .filter(c -> ids.contains(c.diagnostic()) && frame.diagnostics().value(c.diagnostic()).isPresent())
                    .map(c -> say("look.check", c.name(), c.criterion(), c.source())).forEach(all::add);
            frame.notes().forEach(all::add);
            return all;
        }

        private Optional<Diagnostics.Entry> diagnostic(String id) {
            return frame.diagnostics().entries().stream().filter(e -> e.id().equals(id)).findFirst();
        }

        private static String quantity(String label, String unit) {
            return unit.isEmpty() ? label : label + " in " + unit;
        }

        private static String number(double v) {
            String s = String.format(Locale.ROOT, v != 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e5) ? "%.2e" : "%.3g", v);
            return s.contains("e") ? s : s.contains(".") ? s.replaceAll("0+$", "").replaceAll("\\.$", "") : s;
        }
    }
}
