package org.pushforward.views.colormap;

/**
 * A map from [0, 1] to opaque colors: 256 entries of {@code 0xFFRRGGBB} in sRGB, the nearest one is taken. Immutable.
 */
public final class Colormap {

    public static final int SIZE = 256;

    /** How the colors are ordered. */
    public enum Kind { SEQUENTIAL, DIVERGING, CYCLIC }

    private final String name;
    private final Kind kind;
    private final String source;
    private final int[] argb;

    Colormap(String name, Kind kind, String source, int[] argb) {
        if (argb.length != SIZE) {
            throw new IllegalArgumentException("colormap " + name + " has " + argb.length + " colors, expected " + SIZE);
        }
        this.name = name;
        this.kind = kind;
        this.source = source;
        this.argb = argb.clone();
    }

    /** Evenly from one color to another in sRGB; perceptually ordered for greys. */
    public static Colormap ramp(String name, int from, int to) {
        int[] argb = new int[SIZE];
        for (int k = 0; k < SIZE; k++) {
            double t = (double) k / (SIZE - 1);
            argb[k] = 0xff000000 | mixed(from, to, 16, t) | mixed(from, to, 8, t) | mixed(from, to, 0, t);
        }
        return new Colormap(name, Kind.SEQUENTIAL, "", argb);
    }

    private static int mixed(int from, int to, int shift, double t) {
        int a = from >> shift & 255;
        return (int) Math.rint(a + t * ((to >> shift & 255) - a)) << shift;
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** Who made it, and its licence. */
    public String source() {
        return source;
    }

    /** The color of t; t is clamped to [0, 1], not-a-number gives the first color (callers treat it before). */
    public int argb(double t) {
        return argb[Math.clamp((long) (t * (SIZE - 1) + 0.5), 0, SIZE - 1)];
    }

    /** The color of entry k of {@link #SIZE}. */
    public int entry(int k) {
        return argb[k];
    }

    /** A copy of the entries. */
    public int[] table() {
        return argb.clone();
    }

    @Override
    public String toString() {
        return name;
    }
}
