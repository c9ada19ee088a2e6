package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a fluid of {@link WeaklyCompressible} or {@link DivergenceFree} is at the start and what holds it. Up is y in the plane and z in space; in space y is the depth.
 * Lengths in the unit of the scene; the density at rest is 1.
 */
enum FluidScene {
    PLAY("play", Kind.BASIN), DAM_BREAK("dam-break", Kind.BASIN), SLOSHING("sloshing", Kind.BASIN), HYDROSTATIC("hydrostatic", Kind.BASIN),
    FALLING_DROP("falling-drop", Kind.BASIN), TAYLOR_GREEN("taylor-green", Kind.INNER), CAVITY("cavity", Kind.INNER), POISEUILLE("poiseuille", Kind.INNER),
    COUETTE("couette", Kind.INNER), SQUARE_PATCH("square-patch", Kind.FREE), ELLIPTICAL_DROP("elliptical-drop", Kind.FREE),
    FALLING_BLOCK("falling-block", Kind.BASIN), OBSTACLE("obstacle", Kind.BASIN), BLOBS("blobs", Kind.BASIN);

    /** In a closed box under gravity; between walls or periodic, with viscosity; in nothing at all. */
    enum Kind { BASIN, INNER, FREE }

    /** Speed of the lid, and of the fastest fluid between plates. */
    static final double LID = 1;
    static final double CHANNEL = 1.25;
    private static final double CHANNEL_LENGTH = 0.2;
    /** The share of a basin's depth beside its width, for scenes in space. */
    private static final double DEPTH = 0.8;
    /** Of the pool, and the top of the block that falls into it. */
    private static final double POOL = 0.4;
    private static final double BLOCK_TOP = 1.8;

    private final String word;
    private final Kind kind;

    FluidScene(String word, Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    static FluidScene of(String word) {
        return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst().orElseThrow();
    }

    /** Those of {@link WeaklyCompressible}. */
    static List<String> words() {
        return Arrays.stream(values()).filter(FluidScene::isWeak).map(FluidScene::word).toList();
    }

    /** Those of {@link DivergenceFree}. */
    static List<String> incompressible() {
        return Arrays.stream(values()).filter(s -> s == DAM_BREAK || !s.isWeak()).map(FluidScene::word).toList();
    }

    private boolean isWeak() {
        return this != FALLING_BLOCK && this != OBSTACLE && this != BLOBS;
    }

    /** The words of scenes of some kinds. */
    static String[] words(Kind... kinds) {
        return Arrays.stream(values()).filter(s -> s.isWeak() && Arrays.asList(kinds).contains(s.kind)).map(FluidScene::word).toArray(String[]::new);
    }

    String word() {
        return word;
    }

    Kind kind() {
        return kind;
    }

    boolean hasSpace() {
        return kind == Kind.BASIN;
    }

    /** Lengths of the box, from the origin; of a free fluid those of what is drawn, which is centred. In space: width, depth, height. */
    double[] box(int dimension, double dx) {
        double[] plane = switch (this) {
            case PLAY, SLOSHING -> new double[] {2, 1};
            case DAM_BREAK, OBSTACLE -> new double[] {4, 2.5};
            case FALLING_BLOCK -> new double[] {2, 2};
            case BLOBS -> new double[] {3, 2};
            // Whole spacings, so that the column fits.
            case HYDROSTATIC -> new double[] {dx * Math.rint(2 / dx), dx * Math.rint(1.2 / dx)};
            case FALLING_DROP -> new double[] {3, 2.5};
            case TAYLOR_GREEN, CAVITY -> new double[] {1, 1};
            case POISEUILLE, COUETTE -> new double[] {dx * Math.max(8, Math.rint(CHANNEL_LENGTH / dx)), 1};
            case SQUARE_PATCH -> new double[] {3, 3};
            case ELLIPTICAL_DROP -> new double[] {4.4, 4.4};
        };
        if (dimension == 2) {
            return plane;
        }
        return new double[] {plane[0], this == DAM_BREAK || this == OBSTACLE ? 1 : this == BLOBS ? 1.6 : DEPTH, plane[1]};
    }

    /** Depth of the fluid at rest, or the length that the scene is told in. */
    double height() {
        return switch (this) {
            case PLAY -> 0.6;
            case DAM_BREAK, OBSTACLE -> 2;
            case FALLING_BLOCK -> BLOCK_TOP;
            case SLOSHING -> 0.5;
            case HYDROSTATIC -> 0.9;
            case FALLING_DROP -> 2;
            default -> 1;
        };
    }

    /** Particles on how long a stretch the resolution counts. */
    double unit() {
        return this == HYDROSTATIC ? 0.9 : 1;
    }

    /** Whether fluid is at a place (up last) at the start. */
    boolean isFluid(double[] x, int dimension) {
        double up = x[dimension - 1];
        return switch (this) {
            case PLAY -> up < surface(x[0]);
            case SLOSHING, HYDROSTATIC -> up < height();
            case DAM_BREAK, OBSTACLE -> x[0] < 1 && up < 2;
            case FALLING_BLOCK -> up < POOL || isBlock(x);
            case BLOBS -> blob(x, -1) || blob(x, 1);
            case FALLING_DROP -> up < 0.5 || square(x[0] - 1.5) + square(up - 1.4) + (dimension == 3 ? square(x[1] - DEPTH / 2) : 0) < square(dimension == 3 ? 0.35 : 0.5);
            case TAYLOR_GREEN, CAVITY, POISEUILLE, COUETTE -> true;
            case SQUARE_PATCH -> Math.max(Math.abs(x[0]), Math.abs(x[1])) < 0.5;
            case ELLIPTICAL_DROP -> square(x[0]) + square(x[1]) < 1;
        };
    }

    /** Of the basin to play with: 0.6 on the mean, higher on the left, so that it moves by itself. */
    private static double surface(double x) {
        return x < 0.8 ? 0.75 : 0.5;
    }

    /** Whether a place is in the block that falls. */
    static boolean isBlock(double[] x) {
        double up = x[x.length - 1];
        return Math.abs(x[0] - 1) < 0.3 && up > BLOCK_TOP - 0.6 && up < BLOCK_TOP && (x.length == 2 || Math.abs(x[1] - DEPTH / 2) < 0.25);
    }

    /** Whether a place is in the left or the right of two balls. */
    private static boolean blob(double[] x, int side) {
        return square(x[0] - 1.5 - 0.65 * side) + square(x[x.length - 1] - 1 - 0.12 * side) + (x.length == 3 ? square(x[1] - 0.8) : 0) < square(0.4);
    }

    /** A lattice that fills it, in the order of its places. */
    List<double[]> lattice(double[] box, double dx) {
        int d = box.length;
        List<double[]> places = new ArrayList<>();
        int[] n = Arrays.stream(box).mapToInt(l -> (int) Math.rint(l / dx)).toArray();
        int[] from = kind == Kind.FREE ? Arrays.stream(n).map(k -> -k / 2).toArray() : new int[d];
        for (int i = 0; i < n[0]; i++) {
            for (int j = 0; j < n[1]; j++) {
                for (int k = 0; k < (d == 3 ? n[2] : 1); k++) {
                    double[] x = d == 3 ? new double[] {(i + 0.5) * dx, (j + 0.5) * dx, (k + 0.5) * dx} : new double[] {(from[0] + i + 0.5) * dx, (from[1] + j + 0.5) * dx};
                    if (isFluid(x, d)) {
                        places.add(x);
                    }
                }
            }
        }
        return places;
    }

    /** Periods of the box, 0 where there is a wall or nothing. */
    double[] periods(double[] box) {
        double[] p = new double[box.length];
        if (this == TAYLOR_GREEN) {
            p[1] = box[1];
        }
        if (this == TAYLOR_GREEN || this == POISEUILLE || this == COUETTE) {
            p[0] = box[0];
        }
        return p;
    }

    /** The speed that the speed of sound is measured in: √(2gH), except at rest and where a flow has one. */
    double speed(double gravity, double strain, double omega) {
        return switch (this) {
            case HYDROSTATIC -> Math.sqrt(Math.max(gravity, 1e-6) * height());
            case TAYLOR_GREEN, CAVITY -> LID;
            case POISEUILLE, COUETTE -> CHANNEL;
            case SQUARE_PATCH -> omega * Math.sqrt(0.5);
            case ELLIPTICAL_DROP -> strain;
            default -> gravity > 0 ? Math.sqrt(2 * gravity * height()) : 1;
        };
    }

    /** Velocity at the start, into {@code v}. */
    void velocity(double[] x, double strain, double omega, double[] v) {
        double k = 2 * Math.PI;
        switch (this) {
            case TAYLOR_GREEN -> {
                v[0] = -Math.cos(k * x[0]) * Math.sin(k * x[1]);
                v[1] = Math.sin(k * x[0]) * Math.cos(k * x[1]);
            }
            case SQUARE_PATCH -> {
                v[0] = omega * x[1];
                v[1] = -omega * x[0];
            }
            case ELLIPTICAL_DROP -> {
                v[0] = -strain * x[0];
                v[1] = strain * x[1];
            }
            case BLOBS -> v[0] = x[0] < 1.5 ? 1.5 : -1.5;
            case FALLING_DROP -> v[v.length - 1] = x[x.length - 1] > 0.6 ? -2 : 0;
            default -> { }
        }
    }

    /** Pressure over density at the start; {@code g} points down. */
    double pressure(double[] x, double g, double strain, double omega) {
        double up = x[x.length - 1];
        double k = 4 * Math.PI;
        return switch (this) {
            case PLAY -> g * Math.max(0, surface(x[0]) - up);
            case DAM_BREAK, SLOSHING, HYDROSTATIC -> g * Math.max(0, height() - up);
            case FALLING_DROP -> g * Math.max(0, 0.5 - up);
            case TAYLOR_GREEN -> -0.25 * (Math.cos(k * x[0]) + Math.cos(k * x[1]));
            case SQUARE_PATCH -> squarePatch(x[0] + 0.5, x[1] + 0.5, omega);
            // At the start a = 1: p = ½A²(1 − r²) makes the pressure vanish at the rim.
            case ELLIPTICAL_DROP -> 0.5 * strain * strain * (1 - square(x[0]) - square(x[1]));
            default -> 0;
        };
    }

    /**
     * p/ρ of a unit square that begins to turn: the solution of Δp = 2ω² with p = 0 on its rim, −32ω²/(mnπ²)/((mπ)² + (nπ)²) sin mπx sin nπy
     * over odd m and n, by separation of variables.
     */
    static double squarePatch(double x, double y, double omega) {
        double sum = 0;
        for (int m = 1; m < 80; m += 2) {
            for (int n = 1; n < 80; n += 2) {
                double mn = Math.PI * Math.PI * m * n;
                sum -= 32 / mn / (square(m * Math.PI) + square(n * Math.PI)) * Math.sin(m * Math.PI * x) * Math.sin(n * Math.PI * y);
            }
        }
        return omega * omega * sum;
    }

    /** Velocity along x of the exact solution between plates at height y. */
    double channel(double y, double t, double nu) {
        double sum = this == POISEUILLE ? 4 * CHANNEL * y * (1 - y) : CHANNEL * y;
        for (int n = 1; n < 200; n++) {
            double b = Math.PI * (this == POISEUILLE ? 2 * n - 1 : n);
            double left = b * b * nu * t;
            if (left > 40) {
                // What follows is lost beside 1 in rounding.
                break;
            }
            double term = this == POISEUILLE ? -32 * CHANNEL / (b * b * b) : 2 * CHANNEL / b * (n % 2 == 0 ? 1 : -1);
            sum += term * Math.sin(b * y) * Math.exp(-left);
        }
        return sum;
    }

    /** The force on unit mass that drives the flow between plates at rest. */
    double drive(double nu) {
        return this == POISEUILLE ? 8 * nu * CHANNEL : 0;
    }

    /** Velocity along x of a wall at this place. */
    double wallSpeed(double[] x) {
        return this == CAVITY && x[1] > 1 && x[0] > 0 && x[0] < 1 ? LID : this == COUETTE && x[1] > 1 ? CHANNEL : 0;
    }

    private static double square(double v) {
        return v * v;
    }
}
