package org.pushforward.engine.wireless;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Estimate;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code wireless.n-noma-comp}: the base stations of a disc serve one user together, and each of them another one nearby on the same channel. A step is
 * some hundred draws of stations and fades.
 */
public final class NetworkNoma extends Study<NetworkNoma.Stage> {

    /** Stations drawn around a user, the nearest first; what is farther interferes by its mean. */
    private static final int STATIONS = 100;
    private static final int EACH = 100;
    /** Distances at which users of a station are judged, as multiples of the knob's. */
    private static final double[] DISTANCES = {0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5};
    private static final int OWN = 3;
    private static final double SIGMAS = 3;
    /** Three would fail one run in four hundred by chance alone. */
    private static final double LIVE_SIGMAS = 4;
    private static final int CIRCLE = 120;

    private final Knob<Double> density;
    private final Knob<Double> disc;
    private final Knob<Double> distance;
    private final Knob<Double> power;
    private final Knob<Double> rateComp;
    private final Knob<Double> rateNoma;
    private final Knob<Double> snr;
    private final Knob<Integer> draws;

    /** Users of stations that are not heard at each distance, the common user by both ways, and coverage by the nearest station. */
    record Stage(long[] lost, long comp, long oma, long covered, int done, Scene scene) { }

    /** The latest draw: stations and users of the disc, in the plane, and whether they were heard. */
    record Scene(double[] stations, double[] users, boolean[] heard, boolean comp) { }

    public NetworkNoma() {
        super("wireless.n-noma-comp", "Cooperating stations, one user more each", "A user far from all base stations can be served by several of them at once. That takes their channel away from everybody else; network NOMA gives each of these stations a second, near user on the same channel with a fifth of the power. "
                + "The far user then loses a little, since its stations disturb it themselves, and every station serves somebody more: counted together much more is delivered. Stations are a Poisson process, fades are Rayleigh, and the path loss is the fourth power of distance. "
                + "For near users everything but their own station is taken as interference at full power, which gives a closed form; the far user's outage is simulated. The paper's own, longer expressions are not shown.",
                List.of("near user: P(out) = 1 − exp(−ξr⁴/ρ − ½π² λ √ξ r²)", "ξ = max(ε₀/(α₀² − ε₀α₁²), ε₁/α₁²),  ε = 2ᴿ − 1,  α₀² + α₁² = 1", "far user: α₀² S/(α₁² S + I + 1/ρ) ≥ ε₀,  S over the disc, I beyond"),
                new Citation("Y. Sun, Z. Ding, X. Dai, M. Zhou, Z. Ding", 2023, "Stochastic Geometry Based Modeling and Analysis on Network NOMA in Downlink CoMP Systems", "2308.00499"),
                new Citation("J. G. Andrews, F. Baccelli, R. K. Ganti", 2011, "A Tractable Approach to Coverage and Rate in Cellular Networks", "10.1109/TCOMM.2011.100411.100541"));
        pace(20);
        group("Network");
        density = real("density", "λ", "Density", 0.05, 0.01, 0.2, "Base stations a unit of area.").within(1e-4, 10).log();
        disc = real("disc", "D", "Disc", 5, 1, 10, "Stations nearer than this to the far user cooperate.").within(0.1, 100);
        distance = real("distance", "r", "Distance", 1, 0.2, 3, "Of a near user from its station.").within(0.01, 50);
        group("Transmission");
        power = real("power-comp", "α₀²", "Power for the far user", 0.8, 0.5, 0.98, "Share of a station's power; the rest is for its near user.").within(0.01, 0.999);
        rateComp = real("rate-comp", "R₀", "Rate of the far user", 0.5, 0.1, 2, "Bits a symbol.").within(0.01, 10);
        rateNoma = real("rate-noma", "R₁", "Rate of a near user", 1, 0.1, 4, "Bits a symbol.").within(0.01, 10);
        snr = real("snr-db", "ρ", "Signal to noise", 30, 0, 50, "Of a station at distance one.").within(-30, 200).unit("dB");
        draws = whole("draws", "N", "Draws", 20_000, 1000, 200_000, "After which the run is over.").within(EACH, 10_000_000).log();
        lasts(p -> (p.get(draws) + EACH - 1L) / EACH);
        refuse(p -> !(p.get(power) > epsilon(p.get(rateComp)) * (1 - p.get(power))), p -> "power-comp = " + brief(p.get(power)) + " leaves the far user below the rate " + brief(p.get(rateComp))
                + " even without noise, since α₀² ≤ ε₀α₁²; take more than " + brief(epsilon(p.get(rateComp)) / (1 + epsilon(p.get(rateComp)))) + " or a lower rate");
        refuse(p -> served(p) > 0.6 * STATIONS, p -> "the disc holds " + brief(served(p)) + " stations on average; at most " + 0.6 * STATIONS + " are simulated, take a smaller disc or density");

        var near = gauge("outage-noma", "Near users", "", s -> share(s.lost[OWN], s)).when(s -> s.done > 0);
        var nearExact = gauge("outage-noma-exact", "Near users, exact", "", (s, p) -> exact(p, p.get(distance)));
        var far = gauge("outage-comp", "Far user, with near ones", "", s -> share(s.comp, s)).when(s -> s.done > 0);
        var farAlone = gauge("outage-comp-oma", "Far user, alone", "", s -> share(s.oma, s)).when(s -> s.done > 0);
        var sum = gauge("sum-rate", "Network NOMA", "bits/symbol", (s, p) -> (1 - share(s.comp, s)) * p.get(rateComp) + served(p) * (1 - share(s.lost[OWN], s)) * p.get(rateNoma)).when(s -> s.done > 0);
        var sumAlone = gauge("sum-rate-oma", "Far user alone", "bits/symbol", (s, p) -> (1 - share(s.oma, s)) * p.get(rateComp)).when(s -> s.done > 0);
        var off = gauge("deviation", "Near users off the closed form, worst distance", "standard errors", (s, p) -> deviation(s, p)).when(s -> s.done >= 1000);
        gauge("coverage", "Nearest station heard at signal over interference 1", "", s -> share(s.covered, s)).when(s -> s.done > 0);

        plane("network", "Stations, disc and links", "far user in the middle; small: stations, large: users").draw(LINES, "edge", "disc").draw(LINES, "lost", "not heard").draw(LINES, "links", "heard").draw(POINTS, "stations", "stations")
                .draw(POINTS, "users", "heard");
        plot("outage", "Outage of near users", "simulated with 3σ bands on the closed form").draw(CURVE, "exact", "closed form", "", "distance from the station").draw(POINTS, "simulated", "simulated", "", "distance from the station");
        history("outages", "Outage", "share of draws so far", near, nearExact, far, farAlone);
        words("table", "What is delivered", "").draw(WORDS, "delivered", "delivered");
        history("rates", "Sum rate", "bits a symbol that arrive", sum, sumAlone);

        atEnd("closed-form", "near users off the closed form, worst of eight distances", off, atMost(LIVE_SIGMAS), "closed form; the run's own error");
        reference("points", "20 densities and distances: worst distance from the closed form, in standard errors", atMost(SIGMAS), "closed form; the runs' own errors", this::worst, "draws=8000");
        reference("coverage", "coverage by the nearest station at signal over interference 1, off its closed form, in standard errors", atMost(SIGMAS), "Andrews, Baccelli, Ganti 2011: 1/(1 + π/4)", t -> {
            Stage s = t.rest().state();
            return Estimate.ofHits(s.covered, s.done).scoreDeviations(1 / (1 + Math.PI / 4));
        }, "draws=50000");
        reference("more", "sum rate over that of the far user alone", atLeast(4), "measured independently: 2.7 against 0.46", t -> t.rest().value(sum) / t.value(sumAlone));
        reference("far", "outage of the far user, with near ones", within(0.092, 0.012), "simulated independently; three standard errors", t -> t.rest().value(far));
        reference("far-alone", "outage of the far user alone", within(0.073, 0.012), "simulated independently; three standard errors", t -> t.rest().value(farAlone));
        reference("disturbed", "far user with near ones, less alone at the rate log₂(1 + ε₀/(α₀² − ε₀α₁²)), outage of the same draws", atMost(1e-3), "closed form: what near ones take is a higher threshold",
                t -> Math.abs(t.rest().value(far) - t.anew(1, "rate-comp=" + raised(t.knobs())).rest().value(farAlone)), "draws=5000");
        opens("Every station serves one more", "Near users cost the far one little and deliver much.").pictured(20);
        preset("greedy", "Half of the power for near users", "The near ones hardly gain, the far one loses: its own stations disturb it.").set("power-comp=0.55", "rate-comp=1").panes("network", "outage", "outages", "table").pictured(30);
        preset("dense", "In a dense network interference rules", "Outage of near users no longer depends on noise; stations must be close.").set("density=0.2", "disc=4").panes("network", "outage", "outages", "rates").pictured(30);
        preset("lecture", "Outage against distance", "The closed form and its simulation, for a quiet channel.").set("density=0.02", "disc=8", "snr-db=20", "distance=1.5").panes("outage", "network", "outages", "table").pictured(60);
        tiny("draws=200", "draws=150 density=0.02");
    }

    private static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    private static double epsilon(double rate) {
        return Math.pow(2, rate) - 1;
    }

    /** Stations in the disc, on average. */
    private double served(Knobs p) {
        return p.get(density) * Math.PI * p.get(disc) * p.get(disc);
    }

    /** What a near user needs, who decodes the far user's message first. */
    private double threshold(Knobs p) {
        double e = epsilon(p.get(rateComp));
        return Math.max(e / (p.get(power) - e * (1 - p.get(power))), epsilon(p.get(rateNoma)) / (1 - p.get(power)));
    }

    /** The rate at which a far user alone is not heard as often as with near users: α₀²S ≥ ε(α₁²S + I) is S ≥ εI/(α₀² − εα₁²). */
    private double raised(Knobs p) {
        double e = epsilon(p.get(rateComp));
        return Math.log1p(e / (p.get(power) - e * (1 - p.get(power)))) / Math.log(2);
    }

    private double noise(Knobs p) {
        return Math.pow(10, -p.get(snr) / 10);
    }

    private double exact(Knobs p, double r) {
        double xi = threshold(p);
        return -Math.expm1(-xi * Math.pow(r, 4) * noise(p) - 0.5 * Math.PI * Math.PI * p.get(density) * Math.sqrt(xi) * r * r);
    }

    private static double share(long hits, Stage s) {
        return (double) hits / s.done;
    }

    private double deviation(Stage s, Knobs p) {
        return IntStream.range(0, DISTANCES.length).mapToDouble(k -> {
            double q = exact(p, DISTANCES[k] * p.get(distance));
            // certain outcomes have no spread
            return q > 1e-3 && q < 1 - 1e-3 ? Estimate.ofHits(s.lost[k], s.done).scoreDeviations(q) : 0;
        }).max().orElseThrow();
    }

    private double worst(Trial<Stage> t) {
        double worst = 0;
        int seed = 1;
        for (double lambda : new double[] {0.01, 0.02, 0.05, 0.1, 0.2}) {
            Trial<Stage> run = t.anew(seed++, "density=" + lambda, "disc=3").rest();
            for (int k = 0; k < 4; k++) {
                double q = exact(run.knobs(), DISTANCES[2 * k]);
                worst = Math.max(worst, Estimate.ofHits(run.state().lost[2 * k], run.state().done).scoreDeviations(q));
            }
        }
        return worst;
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        return new Stage(new long[DISTANCES.length], 0, 0, 0, 0, new Scene(new double[0], new double[0], new boolean[0], false));
    }

    /** Distances of the stations to the fourth power, inverse, times a fade; ordered by distance. The last entry is the mean of all farther ones. */
    private static double[] received(double[] gaps, double[] fades, int draw, double lambda, double[] radii) {
        double[] s = new double[STATIONS + 1];
        double area = 0;
        for (int k = 0; k < STATIONS; k++) {
            area -= Math.log(gaps[draw * STATIONS + k]);
            double square = area / (Math.PI * lambda);
            radii[k] = Math.sqrt(square);
            s[k] = -Math.log(fades[draw * STATIONS + k]) / (square * square);
        }
        s[STATIONS] = Math.PI * lambda / (radii[STATIONS - 1] * radii[STATIONS - 1]);
        return s;
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        Knobs p = t.p();
        int n = Math.min(EACH, p.get(draws) - s.done);
        double lambda = p.get(density);
        double noise = noise(p);
        double xi = threshold(p);
        double e = epsilon(p.get(rateComp));
        long[] lost = s.lost.clone();
        long comp = s.comp;
        long oma = s.oma;
        long covered = s.covered;
        double[] gaps = t.uniforms(1, n, STATIONS);
        double[] fades = t.uniforms(2, n, STATIONS);
        double[] otherGaps = t.uniforms(3, n, STATIONS);
        double[] otherFades = t.uniforms(4, n, STATIONS);
        double[] own = t.uniforms(5, n, 1);
        double[] radii = new double[STATIONS];
        for (int i = 0; i < n; i++) {
            t.ask();
            double interference = Arrays.stream(received(gaps, fades, i, lambda, radii)).sum() + noise;
            double fade = -Math.log(own[i]);
            for (int k = 0; k < DISTANCES.length; k++) {
                lost[k] += fade >= xi * Math.pow(DISTANCES[k] * p.get(distance), 4) * interference ? 0 : 1;
            }
            double[] r = received(otherGaps, otherFades, i, lambda, radii);
            double inside = 0;
            double outside = r[STATIONS];
            for (int k = 0; k < STATIONS; k++) {
                inside += radii[k] < p.get(disc) ? r[k] : 0;
                outside += radii[k] < p.get(disc) ? 0 : r[k];
            }
            comp += p.get(power) * inside >= e * ((1 - p.get(power)) * inside + outside + noise) ? 0 : 1;
            oma += inside >= e * (outside + noise) ? 0 : 1;
            covered += r[0] >= inside + outside - r[0] ? 1 : 0;
        }
        return new Stage(lost, comp, oma, covered, s.done + n, scene(p, t, xi, noise, e));
    }

    /** One more network, to be looked at. */
    private Scene scene(Knobs p, Turn t, double xi, double noise, double e) {
        double[] gaps = t.uniforms(6, 1, STATIONS);
        double[] u = t.uniforms(7, STATIONS, STATIONS + 3);
        double[] xy = new double[2 * STATIONS];
        double area = 0;
        int inside = 0;
        for (int k = 0; k < STATIONS; k++) {
            area -= Math.log(gaps[k]);
            double r = Math.sqrt(area / (Math.PI * p.get(density)));
            xy[2 * k] = r * Math.cos(2 * Math.PI * u[k * (STATIONS + 3)]);
            xy[2 * k + 1] = r * Math.sin(2 * Math.PI * u[k * (STATIONS + 3)]);
            inside += r < p.get(disc) ? 1 : 0;
        }
        double[] users = new double[2 * inside];
        boolean[] heard = new boolean[inside];
        double together = 0;
        double beyond = noise;
        for (int k = 0; k < STATIONS; k++) {
            double square = xy[2 * k] * xy[2 * k] + xy[2 * k + 1] * xy[2 * k + 1];
            double power = -Math.log(u[k * (STATIONS + 3) + 1]) / (square * square);
            together += k < inside ? power : 0;
            beyond += k < inside ? 0 : power;
        }
        for (int k = 0; k < inside; k++) {
            double angle = 2 * Math.PI * u[k * (STATIONS + 3) + 2];
            users[2 * k] = xy[2 * k] + p.get(distance) * Math.cos(angle);
            users[2 * k + 1] = xy[2 * k + 1] + p.get(distance) * Math.sin(angle);
            double interference = noise;
            double wanted = 0;
            for (int j = 0; j < STATIONS; j++) {
                double gain = -Math.log(u[k * (STATIONS + 3) + 3 + j]) / Math.pow(Math.hypot(xy[2 * j] - users[2 * k], xy[2 * j + 1] - users[2 * k + 1]), 4);
                wanted += j == k ? gain : 0;
                interference += j == k ? 0 : gain;
            }
            heard[k] = wanted >= xi * interference;
        }
        return new Scene(xy, users, heard, p.get(power) * together >= e * ((1 - p.get(power)) * together + beyond));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        network(s.scene, p, to);
        double most = DISTANCES[DISTANCES.length - 1] * p.get(distance);
        double[] r = IntStream.rangeClosed(0, 100).mapToDouble(i -> most * i / 100).toArray();
        to.series("exact", r, Arrays.stream(r).map(x -> exact(p, x)).toArray());
        int n = s.done == 0 ? 0 : DISTANCES.length;
        double[] at = Arrays.stream(DISTANCES).limit(n).map(k -> k * p.get(distance)).toArray();
        double[][] band = IntStream.range(0, n).mapToObj(k -> Estimate.ofHits(s.lost[k], s.done).wilson(SIGMAS)).toArray(double[][]::new);
        to.series("simulated", at, IntStream.range(0, n).mapToDouble(k -> share(s.lost[k], s)).toArray(), Arrays.stream(band).mapToDouble(b -> b[0]).toArray(), Arrays.stream(band).mapToDouble(b -> b[1]).toArray());
        double near = n == 0 ? 0 : 1 - share(s.lost[OWN], s);
        double far = n == 0 ? 0 : 1 - share(s.comp, s);
        double alone = n == 0 ? 0 : 1 - share(s.oma, s);
        to.table("delivered", new Layer.Column.Words("way", "way", List.of("network NOMA: far user", "network NOMA: near users", "network NOMA: all", "far user alone")),
                new Layer.Column.Numbers("users", "users", "", new double[] {1, served(p), 1 + served(p), 1}),
                new Layer.Column.Numbers("heard", "heard", "", new double[] {far, near, (far + served(p) * near) / (1 + served(p)), alone}),
                new Layer.Column.Numbers("bits", "bits/symbol", "", new double[] {far * p.get(rateComp), served(p) * near * p.get(rateNoma), far * p.get(rateComp) + served(p) * near * p.get(rateNoma), alone * p.get(rateComp)}));
    }

    private static void lines(String id, List<double[]> links, Look to) {
        to.paths(id, 2, links.stream().flatMapToDouble(Arrays::stream).toArray(), IntStream.rangeClosed(0, links.size()).map(k -> 2 * k).toArray());
    }

    private void network(Scene c, Knobs p, Look to) {
        double reach = 1.6 * p.get(disc);
        double[] circle = new double[2 * (CIRCLE + 1)];
        for (int i = 0; i <= CIRCLE; i++) {
            circle[2 * i] = p.get(disc) * Math.cos(2 * Math.PI * i / CIRCLE);
            circle[2 * i + 1] = p.get(disc) * Math.sin(2 * Math.PI * i / CIRCLE);
        }
        to.path("edge", circle);
        int m = c.heard.length;
        List<double[]> links = new ArrayList<>();
        List<double[]> lost = new ArrayList<>();
        for (int k = 0; k < m; k++) {
            double[] b = {c.stations[2 * k], c.stations[2 * k + 1]};
            (c.heard[k] ? links : lost).add(new double[] {b[0], b[1], c.users[2 * k], c.users[2 * k + 1]});
            (c.comp ? links : lost).add(new double[] {b[0], b[1], 0, 0});
        }
        lines("links", links, to);
        lines("lost", lost, to);
        to.points("stations", 2, IntStream.range(0, c.stations.length / 2).filter(k -> Math.abs(c.stations[2 * k]) < reach && Math.abs(c.stations[2 * k + 1]) < reach)
                .boxed().flatMapToDouble(k -> Arrays.stream(new double[] {c.stations[2 * k], c.stations[2 * k + 1]})).toArray());
        double[] users = Arrays.copyOf(c.users, 2 * m + 2);
        double[] heard = new double[m + 1];
        Arrays.setAll(heard, k -> (k < m ? c.heard[k] : c.comp) ? 1 : 0);
        to.graph("users", users, new int[0], List.of(new Layer.Field("heard", "heard", "", heard)), List.of(), List.of());
    }
}
