package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.exact.FiniteField;
import org.pushforward.engine.numerics.exact.IncidenceStructure;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.gq-bibd}: a quadrangle less an ovoid is a block design, and the local classes of the design build the quadrangle again. A step is
 * one block, later one line.
 */
public final class Quadrangles extends Study<Quadrangles.Stage> {

    private static final int MOST_TRIANGLES = 12;
    private static final int LARGEST = 128;
    /** Of the fifteen points: pairs out of six. */
    private static final List<String> NAMES = List.of("16", "26", "36", "46", "56", "43", "45", "15", "12", "23", "25", "13", "24", "35", "14");

    private final Knob<String> design;
    private final Knob<Integer> q;
    private final Knob<Integer> t;

    /**
     * A design with points 0 to v − 1 and a local resolution system: a class at a point is some of the blocks through it.
     *
     * @param classes the point, and then the numbers of the blocks
     * @param origin the quadrangle that it came from, points of the ovoid first; empty when there is none
     */
    record Design(int s, int t, int v, List<int[]> blocks, List<int[]> classes, List<int[]> origin, double[] places) {

        /** Points of the design, then its blocks; a class with its point is a line. */
        IncidenceStructure quadrangle(int classesSoFar) {
            List<int[]> lines = new ArrayList<>();
            for (int[] c : classes.subList(0, classesSoFar)) {
                int[] line = c.clone();
                for (int k = 1; k < line.length; k++) {
                    line[k] += v;
                }
                Arrays.sort(line, 1, line.length);
                lines.add(line);
            }
            return new IncidenceStructure(v + blocks.size(), lines);
        }
    }

    record Stage(Design design, int blocks, int classes, int violations) {

        boolean done() {
            return classes == design.classes.size();
        }
    }

    public Quadrangles() {
        super("algebra.gq-bibd", "Quadrangles and block designs", "In a generalized quadrangle a point and a line that misses it see each other exactly once, so there are no triangles. An ovoid is a set of points that meets every line "
                + "once. Take it away: every point that is left becomes a block, the ovoid points collinear with it, and the blocks form a design in which any two points share "
                + "1 + t blocks. The way back needs the lines: at every point the blocks through it fall into 1 + t classes, each of which covers every other point once, and a class "
                + "with its point is a line. If the classes are not triangular, the quadrangle is there again. Sprott's designs live on a finite field; some of them give quadrangles, some have "
                + "local classes with triangles, and in some the classes do not even cover. Our reading of the paper's classes at 0: one of the cosets gⁱH, and one for each coset a·C of the group C of order s.",
                List.of("block of p = {o ∈ O : o ~ p},  (v, k, λ) = (1 + st, 1 + t, 1 + t)", "Sprott: blocks a + gⁱ({0} ∪ H), H < 𝔽_q*, |H| = t, q = 1 + st",
                        "classes at 0: {gⁱH} and a·C·({−1} ∪ (H − 1)∖0), |C| = s"),
                new Citation("R. McCulloch", 2024, "Locally Resolvable BIBDs and Generalized Quadrangles with Ovoids", "2408.00887"));
        pace(8);
        group("Design");
        design = choice("design", "D", "Design", List.of("doily", "parabolic", "sprott"), "doily", "The quadrangle of fifteen points, a quadric in four dimensions, or Sprott's design on a field.");
        q = whole("q", "q", "Field", 16, 2, 64, "Elements of the field: a prime power.").within(2, LARGEST).but(3, design, "parabolic").when(design, "parabolic", "sprott");
        t = whole("t", "t", "Order of H", 5, 1, 16, "A divisor of q − 1.").within(1, LARGEST).when(design, "sprott");
        refuse(p -> !p.is(design, "doily") && !FiniteField.exists(p.get(q)), p -> "there is no field of q = " + p.get(q) + " elements; take a prime power, for example 16");
        refuse(p -> p.is(design, "parabolic") && p.get(q) > 7, p -> "the quadric over q = " + p.get(q) + " has too many points to draw; take 2, 3, 4, 5 or 7");
        refuse(p -> p.is(design, "sprott") && ((p.get(q) - 1) % p.get(t) != 0), p ->
                "t = " + p.get(t) + " does not divide q − 1 = " + (p.get(q) - 1) + "; take " + IntStream.rangeClosed(1, p.get(q) - 1).filter(d -> (p.get(q) - 1) % d == 0).boxed().toList());
        rests(s -> s.done() ? Status.CONVERGED : Status.RUNNING);

        var points = gauge("points", "Points", "", s -> s.design.v + s.design.blocks.size());
        var lines = gauge("lines", "Lines", "", s -> s.design.classes.size());
        gauge("blocks", "Blocks", "", Stage::blocks);
        gauge("lines-built", "Lines built", "", Stage::classes);
        var lambda = gauge("lambda", "Blocks through two points", "", s -> pairs(s.design)[0]);
        var uneven = gauge("lambda-error", "Pairs: most − fewest blocks, and off 1 + t", "", s -> Math.max(pairs(s.design)[1] - pairs(s.design)[0], Math.abs(pairs(s.design)[0] - 1 - s.design.t)));
        var violations = gauge("axiom-violations", "Points and lines that do not see each other once", "", Stage::violations);
        var resolvable = gauge("resolvable", "Classes cover", "", s -> uncovered(s.design) == 0 ? 1 : 0);
        var round = gauge("round-trip", "Lines or blocks that do not come back", "", s -> missing(s.design)).when(Stage::done);

        plane("quadrangle", "Quadrangle", "a line is a point of the ovoid with one of its local classes").draw(LINES, "built", "lines").draw(LINES, "latest", "latest").draw(LINES, "triangles", "triangles")
                .draw(POINTS, "places", "1 ovoid, ½ block");
        plane("block-design", "Design", "points down, blocks across").draw(CELLS, "design", "in the block");
        history("see", "The axiom", "points and lines off each other that do not see each other once", violations);
        words("facts", "What was counted", "").draw(WORDS, "facts", "facts");
        plane("incidence-matrix", "Incidence", "points down, lines across").draw(CELLS, "incidence", "on the line");

        always("balanced", "blocks through two points: unevenness and distance from 1 + t", uneven, atMost(0), "closed form λ = 1 + t");
        for (int[] c : new int[][] {{5, 2, 15, 15}, {16, 5, 64, 96}, {16, 3, 96, 64}, {64, 9, 512, 640}}) {
            String name = "q = " + c[0] + ", t = " + c[1];
            String[] set = {"design=sprott", "q=" + c[0], "t=" + c[1]};
            reference("sprott-" + c[0] + "-" + c[1], name + ": violations of the axiom", atMost(0), "McCulloch 2024: a quadrangle", tr -> whole(tr).violations(), set);
            reference("size-" + c[0] + "-" + c[1], name + ": points + 10⁴ lines", within(c[2] + 1e4 * c[3], 0), "(1 + s)(1 + st) and (1 + t)(1 + st)", tr -> tr.value(points) + 1e4 * tr.value(lines), set);
        }
        reference("triangular", "q = 11, t = 2: violations of the axiom, of 1980 pairs", within(660, 0), "counted independently", tr -> whole(tr).violations(), "design=sprott", "q=11", "t=2");
        reference("resolvable-11", "q = 11, t = 2: the classes cover", within(1, 0), "McCulloch 2024: locally resolvable", tr -> tr.value(resolvable), "design=sprott", "q=11", "t=2");
        reference("not-resolvable", "q = 13, t = 3: the classes cover", within(0, 0), "counted independently", tr -> tr.value(resolvable), "design=sprott", "q=13", "t=3");
        reference("doily", "doily: lines that do not come back", atMost(0), "McCulloch 2024: one to one", tr -> tr.rest().value(round));
        reference("parabolic", "Q(4, 3): lines that do not come back, and violations", atMost(0), "McCulloch 2024: one to one", tr -> tr.rest().value(round) + tr.value(violations), "design=parabolic", "q=3");
        reference("lambda-parabolic", "Q(4, 3): blocks through two of its ten points", within(4, 0), "closed form 1 + t", tr -> tr.value(lambda), "design=parabolic", "q=3");
        opens("The doily, taken apart and put together", "Five points taken away leave ten blocks; their fifteen local classes are the lines.").pictured(25);
        preset("sprott", "Sprott's design becomes a quadrangle", "Forty-eight blocks on sixteen elements of a field, and the 96 lines that their classes make.").set("design=sprott", "q=16", "t=5").panes("quadrangle", "block-design", "see", "facts").pictured(144);
        preset("triangles", "Triangles: the classes cover, and there is no quadrangle", "A third of all points and lines do not see each other once.").set("design=sprott", "q=11", "t=2").panes("quadrangle", "see", "facts").pictured(88);
        preset("parabolic", "A quadric and its ovoid", "Forty points and forty lines; ten points that meet every line once.").set("design=parabolic", "q=3").panes("quadrangle", "block-design", "see", "facts").pictured(70);
        tiny("", "design=sprott q=5 t=2", "design=parabolic q=2", "design=sprott q=13 t=3");
    }

    private static IncidenceStructure whole(Trial<Stage> tr) {
        Design d = tr.state().design;
        return d.quadrangle(d.classes.size());
    }

    // ---- from a quadrangle to a design

    /** @param ovoid how many points it has; they come first */
    private static Design less(IncidenceStructure g, int ovoid, int s, int t, double[] places) {
        boolean[][] near = g.collinear();
        List<int[]> blocks = IntStream.range(ovoid, g.points()).mapToObj(p -> IntStream.range(0, ovoid).filter(o -> near[p][o]).toArray()).toList();
        List<int[]> classes = g.lines().stream().map(l -> IntStream.concat(IntStream.of(l[0]), Arrays.stream(l).skip(1).map(x -> x - ovoid)).toArray()).toList();
        return new Design(s, t, ovoid, blocks, classes, g.lines(), places);
    }

    private static double[] ring(int n, double radius, double turn) {
        double[] xy = new double[2 * n];
        for (int k = 0; k < n; k++) {
            double a = Math.PI / 2 + 2 * Math.PI * (k + turn) / n;
            xy[2 * k] = radius * Math.cos(a);
            xy[2 * k + 1] = radius * Math.sin(a);
        }
        return xy;
    }

    private static double[] rings(double[]... rings) {
        return Arrays.stream(rings).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Design quadric(int q) {
        IncidenceStructure g = IncidenceStructure.parabolic(FiniteField.of(q));
        int ovoid = q * q + 1;
        return less(g, ovoid, q, q, rings(ring(ovoid, 0.45, 0), ring(g.points() - ovoid, 1, 0)));
    }

    // ---- Sprott's design and its classes

    private static Design sprott(int q, int t) {
        FiniteField f = FiniteField.of(q);
        int s = (q - 1) / t;
        List<int[]> blocks = new ArrayList<>();
        for (int i = 0; i < s; i++) {
            for (int a = 0; a < q; a++) {
                int shift = a;
                int turn = f.power(i);
                blocks.add(IntStream.concat(IntStream.of(a), IntStream.range(0, t).map(h -> f.plus(shift, f.times(turn, f.power(s * h))))).sorted().toArray());
            }
        }
        List<int[]> classes = new ArrayList<>();
        for (int x = 0; x < q; x++) {
            int at = x;
            classes.add(IntStream.concat(IntStream.of(x), IntStream.range(0, s).map(i -> i * q + at)).toArray());
            for (int coset = 0; coset < t; coset++) {
                // c({−1} ∪ (H − 1)) with 0 added is the block −c + c({0} ∪ H), c = g^{coset + t k}
                int first = coset;
                classes.add(IntStream.concat(IntStream.of(x), IntStream.range(0, s).map(k -> number(f, f.power(first + t * k), at, s, q))).toArray());
            }
        }
        double[][] rings = new double[s + 1][];
        rings[0] = ring(q, 0.35, 0);
        for (int i = 0; i < s; i++) {
            rings[i + 1] = ring(q, 0.6 + (s == 1 ? 0.4 : 0.4 * i / (s - 1)), 0.5 * (i % 2));
        }
        return new Design(s, t, q, Collections.unmodifiableList(blocks), classes, List.of(), rings(rings));
    }

    /** Of the block x − c + c({0} ∪ H) = (x − c) + gⁱ({0} ∪ H), where c = gⁱh. */
    private static int number(FiniteField f, int c, int x, int s, int q) {
        int i = IntStream.range(0, q - 1).filter(k -> f.power(k) == c).findFirst().orElseThrow() % s;
        return i * q + f.minus(x, c);
    }

    // ---- what is counted

    /** The fewest and the most blocks through two points. */
    private static int[] pairs(Design d) {
        int[] count = new int[d.v * d.v];
        for (int[] b : d.blocks) {
            for (int x : b) {
                for (int y : b) {
                    count[x * d.v + y]++;
                }
            }
        }
        int[] off = IntStream.range(0, d.v * d.v).filter(k -> k / d.v != k % d.v).map(k -> count[k]).toArray();
        return new int[] {Arrays.stream(off).min().orElse(0), Arrays.stream(off).max().orElse(0)};
    }

    /** Classes that do not cover every other point exactly once. */
    private static int uncovered(Design d) {
        int bad = 0;
        for (int[] c : d.classes) {
            int[] count = new int[d.v];
            Arrays.stream(c).skip(1).forEach(b -> Arrays.stream(d.blocks.get(b)).forEach(x -> count[x]++));
            count[c[0]] -= d.s - 1;
            bad += Arrays.stream(count).allMatch(n -> n == 1) ? 0 : 1;
        }
        return bad;
    }

    /** Lines of the first quadrangle that the classes do not build; for a design, blocks that the quadrangle does not give back. */
    private static int missing(Design d) {
        IncidenceStructure g = d.quadrangle(d.classes.size());
        if (d.origin.isEmpty()) {
            boolean[][] near = g.collinear();
            return (int) IntStream.range(0, d.blocks.size())
                    .filter(b -> !Arrays.equals(IntStream.range(0, d.v).filter(o -> near[d.v + b][o]).toArray(), d.blocks.get(b))).count();
        }
        TreeSet<String> built = new TreeSet<>(g.lines().stream().map(Arrays::toString).toList());
        return (int) d.origin.stream().filter(l -> !built.contains(Arrays.toString(l))).count();
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Design d = switch (p.get(design)) {
            case "doily" -> less(IncidenceStructure.doily(), 5, 2, 2, rings(ring(5, 0.55, 0), ring(5, 1, 0), ring(5, -0.72, 0)));
            case "parabolic" -> quadric(p.get(q));
            default -> sprott(p.get(q), p.get(t));
        };
        return new Stage(d, 0, 0, 0);
    }

    @Override
    protected Stage next(Stage s, Turn turn) {
        turn.ask();
        if (s.blocks < s.design.blocks.size()) {
            return new Stage(s.design, s.blocks + 1, 0, 0);
        }
        return new Stage(s.design, s.blocks, s.classes + 1, s.design.quadrangle(s.classes + 1).violations());
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Design d = s.design;
        boolean curved = p.is(design, "doily");
        IncidenceStructure g = d.quadrangle(s.classes);
        List<double[]> ways = g.lines().stream().map(l -> way(l, d.places, curved)).toList();
        paths(to, "built", ways);
        boolean building = s.classes > 0;
        int[] latest = building ? g.lines().getLast() : s.blocks > 0 ? d.blocks.get(s.blocks - 1) : new int[0];
        // while blocks are read off, the latest is a star from the point that becomes it
        paths(to, "latest", building ? List.of(way(latest, d.places, curved)) : latest.length == 0 ? List.of() : List.of(star(d.v + s.blocks - 1, latest, d.places)));
        List<int[]> bad = s.done() && s.violations > 0 ? g.triangles(MOST_TRIANGLES) : List.of();
        paths(to, "triangles", bad.stream().map(a -> way(new int[] {a[0], a[1], a[2], a[0]}, d.places, false)).toList());
        double[] gold = new double[d.places.length / 2];
        Arrays.setAll(gold, k -> k < d.v ? 1 : k - d.v < s.blocks ? 0.5 : 0);
        List<String> names = curved ? NAMES : List.of();
        to.graph("places", d.places, new int[0], List.of(new Layer.Field("role", "1 ovoid, ½ block", "", gold)), List.of(), names);
        double[] member = new double[d.v * d.blocks.size()];
        for (int b = 0; b < s.blocks; b++) {
            int column = b;
            Arrays.stream(d.blocks.get(b)).forEach(x -> member[x * d.blocks.size() + column] = 1);
        }
        to.matrix("design", d.v, d.blocks.size(), member);
        double[] on = new double[g.points() * d.classes.size()];
        for (int k = 0; k < s.classes; k++) {
            int column = k;
            Arrays.stream(g.lines().get(k)).forEach(x -> on[x * d.classes.size() + column] = 1);
        }
        to.matrix("incidence", g.points(), d.classes.size(), on);
        facts(s, to);
    }

    private static void facts(Stage s, Look to) {
        Design d = s.design;
        int pairs = d.classes.size() * (d.v + d.blocks.size() - d.s - 1);
        to.table("facts", new Layer.Column.Words("what", "what", List.of("order s, t", "points, lines", "design v, k, λ", "blocks", "local classes that cover", "pairs off each other", "violations of the axiom")),
                new Layer.Column.Words("count", "count", List.of(d.s + ", " + d.t, (d.v + d.blocks.size()) + ", " + d.classes.size(), d.v + ", " + (1 + d.t) + ", " + pairs(d)[0], d.blocks.size() + "",
                        (d.classes.size() - uncovered(d)) + " of " + d.classes.size(), pairs + "", s.done() ? s.violations + "" : "not all lines yet")));
    }

    private static void paths(Look to, String id, List<double[]> ways) {
        int[] offsets = new int[ways.size() + 1];
        for (int k = 0; k < ways.size(); k++) {
            offsets[k + 1] = offsets[k] + ways.get(k).length / 2;
        }
        to.paths(id, 2, rings(ways.toArray(double[][]::new)), offsets);
    }

    private static double[] star(int from, int[] ends, double[] places) {
        return Arrays.stream(ends).flatMap(o -> IntStream.of(from, o)).mapToObj(k -> new double[] {places[2 * k], places[2 * k + 1]}).flatMapToDouble(Arrays::stream).toArray();
    }

    /** A smooth curve through three points, the first in the middle; else straight from the first one to each of the others. */
    private static double[] way(int[] line, double[] places, boolean curved) {
        if (!curved || line.length != 3) {
            return line.length == 4 && line[0] == line[3] ? Arrays.stream(line).mapToObj(k -> new double[] {places[2 * k], places[2 * k + 1]}).flatMapToDouble(Arrays::stream).toArray()
                    : star(line[0], Arrays.copyOfRange(line, 1, line.length), places);
        }
        double[] xy = new double[2 * 33];
        for (int i = 0; i <= 32; i++) {
            double u = i / 16.0 - 1;
            for (int c = 0; c < 2; c++) {
                xy[2 * i + c] = 0.5 * u * (u - 1) * places[2 * line[1] + c] + (1 - u * u) * places[2 * line[0] + c] + 0.5 * u * (u + 1) * places[2 * line[2] + c];
            }
        }
        return xy;
    }
}
