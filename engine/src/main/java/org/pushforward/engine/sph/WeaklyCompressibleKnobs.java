package org.pushforward.engine.sph;

import static org.pushforward.engine.sph.FluidScene.Kind.BASIN;
import static org.pushforward.engine.sph.FluidScene.Kind.FREE;
import static org.pushforward.engine.sph.FluidScene.Kind.INNER;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.SurfaceFile;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.numerics.SmoothingKernel.Shape;
import org.pushforward.engine.sph.FluidForces.Law;
import org.pushforward.engine.sph.FluidForces.Scheme;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;

/** The knobs of a weakly compressible fluid, what contradicts each other among them, and what they say: scene, spacing, law, forces. */
abstract class WeaklyCompressibleKnobs extends FluidStudy {

    static final double REST = 1;
    private static final String FILE = "file";
    private static final int MOST = 2_000_000;

    final Knob<String> scene;
    final Knob<String> dimension;
    final Knob<Integer> resolution;
    final Knob<String> scheme;
    final Knob<String> arrangement;
    final Knob<Double> reynolds;
    final Knob<Double> viscosity;
    final Knob<Double> soundFactor;
    final Knob<Double> alpha;
    final Knob<Double> delta;
    final Knob<Double> smoothing;
    final Knob<Double> gravity;
    final Knob<Double> angle;
    final Knob<Double> azimuth;
    final Knob<Double> sloshAmplitude;
    final Knob<Double> sloshFrequency;
    final Knob<String> obstacle;
    final Knob<SourceFile> obstacleFile;
    final Knob<Double> obstacleX;
    final Knob<Double> obstacleY;
    final Knob<Double> obstacleSize;
    final Knob<String> brush;
    final Knob<Double> strain;
    final Knob<Double> omega;
    final Knob<Double> cfl;
    final Knob<Double> end;
    final Gauge<Flow> ghiaMax;
    final Gauge<Flow> ghiaRms;

    WeaklyCompressibleKnobs(String id, String title, String idea, List<String> formulas, Citation... papers) {
        super(id, title, idea, formulas, papers);
        pace(2000);
        group("Scene");
        scene = choice("scene", "Ω", "Scene", FluidScene.words(), "play", "What flows, and in what.");
        dimension = choice("dimension", "d", "Dimension", List.of("2", "3"), "2", "A plane, or space where the scene has a form there.").when(scene, FluidScene.words(BASIN));
        resolution = whole("resolution", "L/Δx", "Resolution", 40, 10, 120, "Particles a length: of the basin, the column, the channel, or the radius of the drop.").within(4, 1000)
                .but(50, scene, "taylor-green", "cavity", "square-patch").but(60, scene, "poiseuille", "couette").but(30, scene, "hydrostatic");
        scheme = choice("scheme", "S", "Scheme", List.of("delta", "transport", "plain"), "delta", "Diffusion of density for free surfaces, a transport velocity for inner flows, or neither.")
                .but("transport", scene, FluidScene.words(INNER));
        arrangement = choice("arrangement", "x₀", "Arrangement", List.of("lattice", "jittered", "relaxed"), "lattice",
                "A lattice, one shaken by a tenth of its spacing, or one that the flow has mixed for 0.3 before it starts anew.").but("relaxed", scene, "taylor-green");
        group("Fluid");
        reynolds = real("reynolds", "Re", "Reynolds number", 100, 1, 1000, "Of speed 1 and length 1.").within(0.01, 1e5).log().when(scene, "taylor-green", "cavity");
        viscosity = real("viscosity", "ν", "Viscosity", 100, 1e-3, 1e3, "Between the plates.").within(1e-6, 1e6).log().when(scene, "poiseuille", "couette");
        soundFactor = real("sound-factor", "c₀/u", "Speed of sound", 10, 5, 20, "In units of the greatest speed that the scene expects.").within(2, 100)
                .but(5.0, scene, "play").but(14.0, scene, "elliptical-drop");
        alpha = real("alpha", "α", "Artificial viscosity", 0.02, 0, 0.5, "Evens out velocities; no part of flows with viscosity.").within(0, 10).live().when(scheme, "delta", "plain");
        delta = real("delta", "δ", "Density diffusion", 0.1, 0, 0.3, "Evens out the densities.").within(0, 10).when(scheme, "delta");
        smoothing = real("smoothing", "h/Δx", "Smoothing length", 1.3, 1, 2, "In spacings.").within(0.8, 3).but(1.0, scheme, "transport");
        group("Forces");
        gravity = real("gravity", "g", "Gravity", 9.81, 0, 20, "Pulls down.").within(0, 1e3).live().but(1.0, scene, "hydrostatic")
                .but(0.0, scene, FluidScene.words(INNER, FREE));
        angle = real("gravity-angle", "θ", "Tilt", 0, -90, 90, "Of gravity, to the right.").within(-360, 360).live().unit("°").when(scene, FluidScene.words(BASIN));
        azimuth = real("gravity-azimuth", "φ", "Direction of tilt", 0, -90, 90, "In space: from the width towards the depth.").within(-360, 360).live().unit("°").when(dimension, "3");
        sloshAmplitude = real("slosh-amplitude", "a", "Amplitude", 0.1, 0, 0.5, "To which the tank is moved to either side.").within(0, 10).live().when(scene, "sloshing");
        sloshFrequency = real("slosh-frequency", "f", "Frequency", 0.5, 0, 3, "At which the tank is moved.").within(0, 10).live().when(scene, "sloshing");
        group("Hands");
        obstacle = choice("obstacle", "O", "Obstacle", List.of("none", "disc", "square", "bar", FILE), "none", "Something to drag about; in space a ball, a cube or a pillar; or the inside of a surface.")
                .but("disc", scene, "play").when(scene, FluidScene.words(BASIN));
        obstacleFile = knob(new Parameter.Source(Parameter.Info.of("obstacle-file", "∂O", "Surface", "Hands", "A closed surface, OBJ or STL, its z up; in the plane it is cut half way through.").shownFor("obstacle", FILE),
                "a surface", SurfaceFile.EXTENSIONS, List.of(), Parameter.Default.of(SourceFile.sample("ring.stl")), f -> SurfaceFile.read(f).understood()));
        obstacleX = real("obstacle-x", "x", "Obstacle across", 1.5, 0, 4, "Where its center is to be; it goes there at the speed of the scene.").within(-1e3, 1e3).live()
                .but(2.5, scene, "dam-break").when(obstacle, "disc", "square", "bar", FILE);
        obstacleY = real("obstacle-y", "y", "Obstacle up", 0.8, 0, 2.5, "Where its center is to be.").within(-1e3, 1e3).live().but(0.25, scene, "dam-break")
                .but(1.9, scene, "falling-drop").when(obstacle, "disc", "square", "bar", FILE);
        obstacleSize = real("obstacle-size", "D", "Size", 0.2, 0.1, 1, "Of the obstacle.").within(0, 10).but(0.5, scene, "dam-break").when(obstacle, "disc", "square", "bar", FILE);
        brush = choice("brush", "B", "Brush", List.of("pour", "wall", "stir", "erase", "move"), "pour", "What the brush does, or moves the obstacle to where it goes; held with Shift it erases.").live().when(scene, FluidScene.words(BASIN));
        group("Start and end");
        strain = real("strain", "A₀", "Strain", 100, 1, 200, "Rate at which the drop is squeezed.").within(1e-6, 1e6).log().when(scene, "elliptical-drop");
        omega = real("omega", "ω", "Turning", 1, 0.1, 10, "Rate at which the patch turns.").within(1e-6, 1e6).log().when(scene, "square-patch");
        cfl = real("cfl", "C", "Courant number", 0.25, 0.05, 0.5, "Of the time step.").within(1e-3, 2).but(0.4, scene, "play");
        end = real("end-time", "T", "End", 0, 0, 10, "Time at which the run is over; 0 leaves it open.").within(0, 1e6).but(0.75, scene, "dam-break").but(15.0, scene, "hydrostatic")
                .but(1.0, scene, "taylor-green").but(8.0, scene, "cavity").but(5e-3, scene, "poiseuille", "couette").but(2.0, scene, "square-patch", "falling-drop")
                .but(0.0076, scene, "elliptical-drop");
        endsOrGoesOn(end, Flow::time, 200);
        brush(brush);
        refusals();
        ghiaMax = gauge("ghia-max", "Greatest distance from Ghia", "", (s, p) -> FlowNumbers.ghia(s.lines(), PublishedFlows.column(p.get(reynolds)))[0]).when(WeaklyCompressibleKnobs::isCavity);
        ghiaRms = gauge("ghia-rms", "Distance from Ghia, root mean square", "", (s, p) -> FlowNumbers.ghia(s.lines(), PublishedFlows.column(p.get(reynolds)))[1]).when(WeaklyCompressibleKnobs::isCavity);
    }

    private static boolean isCavity(Flow s) {
        return !s.lines().isEmpty() && s.lines().getFirst().v().length > 0;
    }

    private void refusals() {
        refuse(p -> scene(p).kind() != BASIN && is3D(p), p -> p.get(scene) + " is a scene of the plane; with dimension=3 take one of " + String.join(", ", FluidScene.words(BASIN)));
        refuse(p -> spacings(p) > MOST, p -> String.format(Locale.ROOT, "%.3g places are too many for a resolution of %d, at most %d are allowed; take a lower one", spacings(p), p.get(resolution), MOST));
        refuse(p -> p.get(smoothing) * reach(p) * spacing(p) > 0.5 * box(p)[0] && scene(p).periods(box(p))[0] > 0, p ->
                "a kernel of reach " + brief(p.get(smoothing) * reach(p) * spacing(p)) + " does not fit twice into the period " + brief(box(p)[0]) + "; take a higher resolution");
        refuse(p -> hasObstacle(p) && p.get(obstacleSize) < 2 * spacing(p), p ->
                "an obstacle of size " + brief(p.get(obstacleSize)) + " is thinner than two spacings of " + brief(spacing(p)) + "; take a larger one or a higher resolution");
        refuse(p -> hasObstacle(p) && !fits(p), p -> "the obstacle at (" + brief(p.get(obstacleX)) + ", " + brief(p.get(obstacleY)) + ") reaches out of the box of "
                + brief(box(p)[0]) + " by " + brief(box(p)[box(p).length - 1]) + "; move it inside or make it smaller");
        refuse(p -> p.get(cfl) > 1, p -> "a Courant number of " + brief(p.get(cfl)) + " makes the time step too large, the fluid would explode; take at most 1");
    }

    // ---- what the knobs say

    FluidScene scene(Knobs p) {
        return FluidScene.of(p.get(scene));
    }

    boolean is3D(Knobs p) {
        return p.is(dimension, "3");
    }

    int dimension(Knobs p) {
        return is3D(p) ? 3 : 2;
    }

    double spacing(Knobs p) {
        return scene(p).unit() / p.get(resolution);
    }

    double[] box(Knobs p) {
        return scene(p).box(dimension(p), spacing(p));
    }

    private double spacings(Knobs p) {
        return Arrays.stream(box(p)).map(l -> l / spacing(p)).reduce(1, (a, b) -> a * b);
    }

    private double reach(Knobs p) {
        return shape(p).reach();
    }

    private Shape shape(Knobs p) {
        return p.is(scheme, "transport") ? Shape.QUINTIC_SPLINE : Shape.WENDLAND_C2;
    }

    double mass(Knobs p) {
        return REST * Math.pow(spacing(p), dimension(p));
    }

    double speed(Knobs p) {
        return scene(p).speed(p.get(gravity), p.get(strain), p.get(omega));
    }

    double nu(Knobs p) {
        return switch (scene(p)) {
            case TAYLOR_GREEN, CAVITY -> 1 / p.get(reynolds);
            case POISEUILLE, COUETTE -> p.get(viscosity);
            default -> 0;
        };
    }

    boolean hasObstacle(Knobs p) {
        return scene(p).kind() == BASIN && !p.is(obstacle, "none");
    }

    Obstacle solid(Knobs p) {
        return new Obstacle(p.get(obstacle), p.get(obstacleSize), spacing(p), box(p), p.is(obstacle, FILE) ? Optional.of(SurfaceFile.read(p.get(obstacleFile))) : Optional.empty());
    }

    boolean fits(Knobs p) {
        return solid(p).fits(p.get(obstacleX), p.get(obstacleY));
    }

    static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    /** The law of a run; the speed of sound is that of the gravity at the start. */
    Law law(Knobs p, double[] g) {
        double h = p.get(smoothing) * spacing(p);
        double sound = sound(p);
        return new Law(Scheme.valueOf(p.get(scheme).toUpperCase(Locale.ROOT)), SmoothingKernel.of(shape(p), dimension(p), h), h, mass(p), REST, sound, p.get(alpha), p.get(delta), nu(p),
                g, scene(p).kind() != BASIN, scene(p).kind() == BASIN ? REST * (1 - 1 / (p.get(soundFactor) * p.get(soundFactor))) : 0);
    }

    /** c₀; gravity that is turned up while the run goes on makes it larger, down does not make it less than that of 9.81. */
    double sound(Knobs p) {
        return p.get(soundFactor) * (scene(p).kind() == BASIN && scene(p) != FluidScene.HYDROSTATIC ? scene(p).speed(Math.max(p.get(gravity), 9.81), 0, 0) : speed(p));
    }

    double[] pull(Knobs p, double phase) {
        double g = p.get(gravity);
        double tilt = scene(p).kind() == BASIN ? Math.toRadians(p.get(angle)) : 0;
        double turn = is3D(p) ? Math.toRadians(p.get(azimuth)) : 0;
        double rate = 2 * Math.PI * p.get(sloshFrequency);
        double push = scene(p) == FluidScene.SLOSHING ? p.get(sloshAmplitude) * rate * rate * Math.sin(phase) : scene(p).drive(nu(p));
        double[] a = new double[dimension(p)];
        a[0] = g * Math.sin(tilt) * Math.cos(turn) + push;
        if (is3D(p)) {
            a[1] = g * Math.sin(tilt) * Math.sin(turn);
        }
        a[a.length - 1] -= g * Math.cos(tilt);
        return a;
    }

    FlowNumbers.Setting setting(Knobs p, double phase) {
        return new FlowNumbers.Setting(scene(p), box(p), spacing(p), mass(p), REST, pull(p, phase), p.get(gravity), nu(p), false);
    }
}
