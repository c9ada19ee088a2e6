package org.pushforward.engine.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The colors of a film that may have {@value #SIZE} of them. Colors are counted in 64³ bins; those of grounds and lines, which fill many
 * pixels, stay as they are, and the others share what is left by cutting the box of greatest variance (X. Wu 1991) until there are
 * enough. What lies between two colors is dithered between them by an ordered 8 × 8 pattern (B. Bayer 1973), which, unlike the
 * diffusion of errors, does not crawl from frame to frame. The same frames give the same colors. Not thread-safe.
 */
final class FilmPalette {

    static final int SIZE = 255;

    private static final int BINS = 64 * 64 * 64;
    private static final int KEPT = 96;
    private static final double LARGE = 1e-3;
    /** Squared distance in steps of 256 that nobody sees. */
    private static final int SAME = 9;
    private static final int CACHE = 1 << 18;
    private static final int[] PATTERN = pattern();

    private final long[] count = new long[BINS];
    private final long[][] sum = new long[3][BINS];
    private int[] colors = new int[0];
    private final int[] cachedColor = new int[CACHE];
    private final int[] cachedMix = new int[CACHE];

    FilmPalette() {
        Arrays.fill(cachedColor, -1);
    }

    /** Bins in a cube of colors, with what they hold. */
    private record Group(int[] bins, int axis, double spread) { }

    void add(int[] argb) {
        for (int c : argb) {
            int k = (c >> 18 & 63) << 12 | (c >> 10 & 63) << 6 | c >> 2 & 63;
            count[k]++;
            sum[0][k] += c >> 16 & 255;
            sum[1][k] += c >> 8 & 255;
            sum[2][k] += c & 255;
        }
    }

    /** Ends the counting. */
    int[] choose() {
        long pixels = Arrays.stream(count).sum();
        List<Integer> used = IntStream.range(0, BINS).filter(k -> count[k] > 0).boxed()
                .sorted(Comparator.<Integer>comparingLong(k -> -count[k]).thenComparing(k -> k)).toList();
        int kept = (int) Math.min(KEPT, used.stream().takeWhile(k -> count[k] > LARGE * pixels).count());
        if (used.size() <= SIZE) {
            kept = used.size();
        }
        List<Integer> chosen = new ArrayList<>();
        used.subList(0, kept).forEach(k -> chosen.add(mean(new int[] {k})));
        List<Group> groups = new ArrayList<>();
        if (used.size() > kept) {
            groups.add(group(used.subList(kept, used.size()).stream().mapToInt(k -> k).toArray()));
        }
        while (groups.size() > 0 && groups.size() < SIZE - kept) {
            Group widest = groups.stream().max(Comparator.comparingDouble(Group::spread)).orElseThrow();
            if (widest.bins.length < 2) {
                break;
            }
            groups.remove(widest);
            int[] bins = Arrays.stream(widest.bins).boxed().sorted(Comparator.<Integer>comparingDouble(k -> mean(k, widest.axis)).thenComparing(k -> k))
                    .mapToInt(k -> k).toArray();
            int cut = cut(bins);
            groups.add(group(Arrays.copyOf(bins, cut)));
            groups.add(group(Arrays.copyOfRange(bins, cut, bins.length)));
        }
        groups.forEach(g -> chosen.add(mean(g.bins)));
        colors = chosen.stream().mapToInt(c -> c).toArray();
        return colors.clone();
    }

    /** Thin lines count for more than their few pixels. */
    private double weight(int bin) {
        return Math.sqrt(count[bin]);
    }

    private double mean(int bin, int axis) {
        return (double) sum[axis][bin] / count[bin];
    }

    private Group group(int[] bins) {
        int axis = 0;
        double most = -1;
        double all = 0;
        for (int a = 0; a < 3; a++) {
            double w = 0;
            double s = 0;
            double q = 0;
            for (int k : bins) {
                double v = mean(k, a);
                w += weight(k);
                s += weight(k) * v;
                q += weight(k) * v * v;
            }
            double variance = q - s * s / w;
            all += variance;
            if (variance > most) {
                most = variance;
                axis = a;
            }
        }
        return new Group(bins, axis, bins.length < 2 ? 0 : all);
    }

    /** Where half of the weight lies on either side. */
    private int cut(int[] bins) {
        double half = 0.5 * Arrays.stream(bins).mapToDouble(this::weight).sum();
        double w = 0;
        for (int k = 0; k < bins.length; k++) {
            w += weight(bins[k]);
            if (w >= half) {
                return Math.clamp(k + 1, 1, bins.length - 1);
            }
        }
        return bins.length - 1;
    }

    private int mean(int[] bins) {
        long n = Arrays.stream(bins).mapToLong(k -> count[k]).sum();
        int rgb = 0;
        for (int a = 0; a < 3; a++) {
            long[] s = sum[a];
            rgb = rgb << 8 | (int) Math.rint((double) Arrays.stream(bins).mapToLong(k -> s[k]).sum() / n);
        }
        return rgb;
    }

    /** Index of a pixel's color, which depends on its place where it lies between two. */
    int index(int argb, int x, int y) {
        int rgb = argb & 0xffffff;
        int slot = (rgb * 0x9E3779B1) >>> 14;
        if (cachedColor[slot] != rgb) {
            cachedColor[slot] = rgb;
            cachedMix[slot] = mix(rgb);
        }
        int m = cachedMix[slot];
        return (m >> 16 & 255) > PATTERN[(y & 7) << 3 | x & 7] ? m >> 8 & 255 : m & 255;
    }

    /** The nearest color, the one across, and its share out of 64. */
    private int mix(int rgb) {
        int a = nearest(rgb >> 16, rgb >> 8 & 255, rgb & 255);
        int c = colors[a];
        int r = (rgb >> 16) - (c >> 16);
        int g = (rgb >> 8 & 255) - (c >> 8 & 255);
        int b = (rgb & 255) - (c & 255);
        if (r * r + g * g + b * b <= SAME) {
            return a;
        }
        int other = nearest((rgb >> 16) + r, (rgb >> 8 & 255) + g, (rgb & 255) + b);
        int o = colors[other];
        int dr = (o >> 16) - (c >> 16);
        int dg = (o >> 8 & 255) - (c >> 8 & 255);
        int db = (o & 255) - (c & 255);
        int square = dr * dr + dg * dg + db * db;
        int share = square == 0 ? 0 : Math.clamp(Math.round(64.0 * (r * dr + g * dg + b * db) / square), 0, 63);
        return share << 16 | other << 8 | a;
    }

    private int nearest(int r, int g, int b) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int k = 0; k < colors.length; k++) {
            int dr = r - (colors[k] >> 16);
            int dg = g - (colors[k] >> 8 & 255);
            int db = b - (colors[k] & 255);
            int d = dr * dr + dg * dg + db * db;
            if (d < least) {
                least = d;
                best = k;
            }
        }
        return best;
    }

    /** Thresholds 0 … 63, each once, neighbours far apart. */
    private static int[] pattern() {
        int[] p = new int[64];
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                int v = 0;
                for (int bit = 0; bit < 3; bit++) {
                    int q = (x >> bit & 1) ^ (y >> bit & 1);
                    v = v << 2 | q << 1 | y >> bit & 1;
                }
                p[y << 3 | x] = v;
            }
        }
        return p;
    }
}
