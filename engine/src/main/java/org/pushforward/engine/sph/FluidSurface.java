package org.pushforward.engine.sph;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.study.Look;

/**
 * The share of space that is fluid, Σⱼ V W(x − xⱼ) on cells of one spacing, whose value ½ is the surface (J. Monaghan 1992, §2.1; M. Müller, D. Charypar, M. Gross 2003,
 * §4). Cells reach one beyond the box, so that the surface is closed where walls are. O(particles). Stateless.
 */
final class FluidSurface {

    static final double LEVEL = 0.5;
    /** Reach of the kernel, in spacings. */
    private static final double REACH = 2;
    private static final int MARGIN = 1;

    private FluidSurface() { }

    /** Writes the volume of that name; three dimensions only. */
    static void draw(String id, Fluid f, double[] box, double dx, Look to) {
        int[] n = Arrays.stream(box).mapToInt(l -> (int) Math.ceil(l / dx - 1e-9) + 2 * MARGIN).toArray();
        double edge = MARGIN * dx;
        to.volume(id, n[0], n[1], n[2], new Rect(-edge, -edge, n[0] * dx - edge, n[1] * dx - edge), -edge, n[2] * dx - edge, filling(f, n, dx, to));
    }

    private static double[] filling(Fluid f, int[] n, double dx, Look to) {
        double reach = REACH * dx;
        SmoothingKernel w = SmoothingKernel.withSupport(SmoothingKernel.Shape.WENDLAND_C2, 3, reach);
        double volume = dx * dx * dx;
        double[] share = new double[n[0] * n[1] * n[2]];
        if (f.size() == 0) {
            return share;
        }
        double[] x = f.x()[0];
        double[] y = f.x()[1];
        double[] z = f.x()[2];
        // Every slab gathers from all particles near it, so that threads do not meet.
        to.context().workers().forEach(n[0], i -> {
            to.context().cancel().throwIfCancelled();
            double at = (i + 0.5 - MARGIN) * dx;
            for (int p = 0; p < x.length; p++) {
                double ex = x[p] - at;
                if (Math.abs(ex) < reach) {
                    spread(share, i, n, dx, reach, ex, y[p], z[p], w, volume);
                }
            }
        });
        return share;
    }

    private static void spread(double[] share, int i, int[] n, double dx, double reach, double ex, double y, double z, SmoothingKernel w, double volume) {
        int j0 = Math.max(0, (int) Math.ceil((y - reach) / dx - 0.5) + MARGIN);
        int j1 = Math.min(n[1] - 1, (int) Math.floor((y + reach) / dx - 0.5) + MARGIN);
        int k0 = Math.max(0, (int) Math.ceil((z - reach) / dx - 0.5) + MARGIN);
        int k1 = Math.min(n[2] - 1, (int) Math.floor((z + reach) / dx - 0.5) + MARGIN);
        for (int j = j0; j <= j1; j++) {
            double ey = (j + 0.5 - MARGIN) * dx - y;
            for (int k = k0; k <= k1; k++) {
                double ez = (k + 0.5 - MARGIN) * dx - z;
                share[(i * n[1] + j) * n[2] + k] += volume * w.at(Math.sqrt(ex * ex + ey * ey + ez * ez));
            }
        }
    }
}
