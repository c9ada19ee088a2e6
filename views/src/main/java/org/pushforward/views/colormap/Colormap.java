package org.pushforward.views.colormap;

/**
 * A map from [0, 1] to opaque colours: 256 entries of {@code 0xFFRRGGBB} in sRGB, the nearest one is taken. Immutable.
 */
public final class Colormap {

    public static final int SIZE = 256;

    /** How the colours are ordered. */
    public enum Kind { SEQUENTIAL, DIVERGING, CYCLIC }

    private final String name;
    private final Kind kind;
    private final String source;
    private final int[] argb;

    Colormap(String name, Kind kind, String source, int[] argb) {
        if (argb.length != SIZE) {
            throw new IllegalArgumentException("colormap " + name + " has " + argb.length + " colours, expected " + SIZE);
        }
        this.name = name;
        this.kind = kind;
        this.source = source;
        this.argb = argb.clone();
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

    /** The colour of t; t is clamped to [0, 1], not-a-number gives the first colour (callers treat it before). */
    public int argb(double t) {
        return argb[Math.clamp((long) (t * (SIZE - 1) + 0.5), 0, SIZE - 1)];
    }

    /** The colour of entry k of {@link #SIZE}. */
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
