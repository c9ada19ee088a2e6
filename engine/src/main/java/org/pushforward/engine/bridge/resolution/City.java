package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Philox;

/**
 * A made-up quarter of a town on a torus of n × n cells: streets of two or three cells cut it into blocks, one in seven of which is a
 * park; the others are split into lots with buildings of 6 to 40 m, some behind an alley, and now and then a vacant lot. A stand-in for a
 * cadastre. Immutable.
 *
 * @param cell side of a cell in metres
 * @param height of the building in a cell, 0 on the ground, in metres
 * @param building its number, −1 on the ground
 * @param park whether the ground is planted
 */
record City(int cells, double cell, double[] height, int[] building, int buildings, boolean[] park) {

    /** In metres, of the fine grid of Yasuda & Onishi 2025. */
    private static final double FINE = 5;

    private static final double BLOCK = 11;
    private static final double PARKS = 0.15;
    private static final double VACANT = 0.08;
    private static final int LARGEST_LOT = 6;
    private static final double LOWEST = 6;
    private static final double HIGHEST = 40;

    static City draw(int n, Philox random, int number) {
        return new Draft(n, new Dice(random, number)).build();
    }

    boolean isRoof(int cell) {
        return building[cell] >= 0;
    }

    /** As a grid of cells f times as long sees it: what most of such a cell is made of, the building with most of it, their mean height. */
    City coarsened(int f) {
        int m = cells / f;
        double[] tall = new double[m * m];
        int[] number = new int[m * m];
        boolean[] green = new boolean[m * m];
        Arrays.fill(number, -1);
        for (int k = 0; k < m * m; k++) {
            int[] share = new int[buildings];
            int roofs = 0;
            int parks = 0;
            double sum = 0;
            for (int c = 0; c < f * f; c++) {
                int fine = (k / m * f + c / f) * cells + k % m * f + c % f;
                parks += park[fine] ? 1 : 0;
                if (isRoof(fine)) {
                    roofs++;
                    share[building[fine]]++;
                    sum += height[fine];
                }
            }
            green[k] = 2 * parks > f * f;
            if (2 * roofs > f * f) {
                tall[k] = sum / roofs;
                number[k] = IntStream.range(0, buildings).reduce((a, b) -> share[b] > share[a] ? b : a).orElseThrow();
            }
        }
        return new City(m, cell * f, tall, number, buildings, green);
    }

    /** What is being drawn. */
    private static final class Draft {
        private final int n;
        private final Dice dice;
        private final double[] height;
        private final int[] building;
        private final boolean[] park;
        private int buildings;

        Draft(int n, Dice dice) {
            this.n = n;
            this.dice = dice;
            height = new double[n * n];
            building = new int[n * n];
            park = new boolean[n * n];
            Arrays.fill(building, -1);
        }

        City build() {
            int[] x = streets();
            int[] y = streets();
            for (int i = 0; i + 1 < x.length; i++) {
                for (int j = 0; j + 1 < y.length; j++) {
                    block(x[i] + dice.whole(2, 3), y[j] + dice.whole(2, 3), x[i + 1], y[j + 1]);
                }
            }
            return new City(n, FINE, height, building, buildings, park);
        }

        /** Where streets begin, with the first again at the end, one period on. */
        private int[] streets() {
            int count = Math.max(1, (int) Math.round(n / BLOCK));
            int[] at = new int[count + 1];
            double offset = dice.between(0, n);
            for (int k = 0; k < count; k++) {
                at[k] = (int) Math.round(offset + (double) k * n / count + dice.between(-1.5, 1.5));
            }
            at[count] = at[0] + n;
            return at;
        }

        private void block(int x0, int y0, int x1, int y1) {
            if (dice.chance(PARKS)) {
                for (int i = x0; i < x1; i++) {
                    for (int j = y0; j < y1; j++) {
                        park[cell(i, j)] = true;
                    }
                }
            } else {
                lot(x0, y0, x1, y1);
            }
        }

        /** Splits a rectangle across its longer side until the lots are small. */
        private void lot(int x0, int y0, int x1, int y1) {
            int w = x1 - x0;
            int h = y1 - y0;
            if (Math.max(w, h) > LARGEST_LOT) {
                int alley = dice.chance(0.4) ? 1 : 0;
                if (w >= h) {
                    int cut = x0 + dice.whole(2, w - 3);
                    lot(x0, y0, cut, y1);
                    lot(cut + alley, y0, x1, y1);
                } else {
                    int cut = y0 + dice.whole(2, h - 3);
                    lot(x0, y0, x1, cut);
                    lot(x0, cut + alley, x1, y1);
                }
            } else if (!dice.chance(VACANT)) {
                double tall = LOWEST * Math.pow(HIGHEST / LOWEST, dice.between(0, 1));
                for (int i = x0; i < x1; i++) {
                    for (int j = y0; j < y1; j++) {
                        height[cell(i, j)] = tall;
                        building[cell(i, j)] = buildings;
                    }
                }
                buildings++;
            }
        }

        private int cell(int i, int j) {
            return Math.floorMod(i, n) * n + Math.floorMod(j, n);
        }
    }
}
