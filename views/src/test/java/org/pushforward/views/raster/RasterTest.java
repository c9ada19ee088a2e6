package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RasterTest {

    private static final int BLACK = 0xff000000;
    private static final int WHITE = 0xffffffff;

    private static Raster black(int width, int height) {
        Raster r = new Raster(width, height);
        r.clear(BLACK);
        return r;
    }

    /** How much white lies on black, in pixels. */
    private static double ink(Raster r) {
        double sum = 0;
        for (int p : r.pixels()) {
            sum += (p & 255) / 255.0;
        }
        return sum;
    }

    @Test
    void opaqueStaysOpaqueAndNothingIsDrawnByAlphaZero() {
        for (int a = 0; a < 256; a++) {
            for (int background : new int[] {BLACK, WHITE, 0xff123456}) {
                Raster r = new Raster(1, 1);
                r.clear(background);
                r.blend(0, a << 24 | 0xabcdef, 256);
                assertThat(r.pixel(0, 0) >>> 24).isEqualTo(255);
                if (a == 0) {
                    assertThat(r.pixel(0, 0)).isEqualTo(background);
                } else if (a == 255) {
                    assertThat(r.pixel(0, 0)).isEqualTo(0xffabcdef);
                }
            }
        }
    }

    @Test
    void pixelsArePremultiplied() {
        Raster r = new Raster(1, 1);
        r.clear(0x80ff4000);
        assertThat(r.pixel(0, 0)).isEqualTo(0x80802000);
        Raster over = new Raster(1, 1);
        over.clear(0);
        over.blend(0, 0x80ff4000, 256);
        assertThat(over.pixel(0, 0)).isEqualTo(0x80802000);
    }

    @Test
    void lineCoversLengthTimesWidth() {
        Random random = new Random(5);
        for (int k = 0; k < 300; k++) {
            Raster r = black(120, 120);
            double x = 20 + 80 * random.nextDouble();
            double y = 20 + 80 * random.nextDouble();
            double x1 = 20 + 80 * random.nextDouble();
            double y1 = 20 + 80 * random.nextDouble();
            double w = 0.5 + 4 * random.nextDouble();
            r.line(x, y, x1, y1, w, WHITE);
            double area = w * Math.hypot(x1 - x, y1 - y);
            // Each of the about 100 columns rounds at most four coverages to 1/256, with errors of both signs.
            assertThat(ink(r)).isCloseTo(area, within(0.005 * area + 0.2));
        }
    }

    @Test
    void polylineHasNoDotsAtItsJoints() {
        Raster whole = black(64, 16);
        whole.line(2, 5.3, 62, 9.7, 1, WHITE);
        Raster pieces = black(64, 16);
        for (int k = 0; k < 29; k++) {
            double a = k / 29.0;
            double b = (k + 1) / 29.0;
            pieces.line(2 + 60 * a, 5.3 + 4.4 * a, 2 + 60 * b, 5.3 + 4.4 * b, 1, WHITE);
        }
        for (int k = 0; k < whole.pixels().length; k++) {
            int difference = (pieces.pixels()[k] & 255) - (whole.pixels()[k] & 255);
            // Pieces that share a pixel with parts a + b = 1 give c − abc² in place of c: never brighter, at most a quarter fainter.
            // One unit more for rounding. Joints blended twice would be brighter by up to a quarter.
            assertThat(difference).isBetween(-65, 1);
        }
    }

    @Test
    void nothingIsDrawnOutsideOfTheClip() {
        Raster r = black(40, 40);
        r.clip(new Box(10, 12, 30, 28));
        r.line(-500, -100, 700, 90, 3, WHITE);
        r.line(15, -1e6, 16, 1e6, 3, WHITE);
        r.disc(30, 28, 9, WHITE);
        r.triangle(-50, -50, 100, 0, 0, 100, WHITE);
        r.fillRect(-10, 14, 90, 15.5, WHITE);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 40; x++) {
                boolean inside = x >= 10 && x < 30 && y >= 12 && y < 28;
                assertThat(inside || r.pixel(x, y) == BLACK).as("(%d, %d)", x, y).isTrue();
            }
        }
        assertThat(ink(r)).isGreaterThan(200);
    }

    @Test
    void cellsOfAMeshCoverEveryPixelOnce() {
        int n = 9;
        Random random = new Random(3);
        double[][] x = new double[n + 1][n + 1];
        double[][] y = new double[n + 1][n + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                boolean rim = i == 0 || j == 0 || i == n || j == n;
                // Some nodes exactly on pixel centres, the hard case.
                x[i][j] = 2 + 60.0 * i / n + (rim ? 0 : Math.rint(4 * random.nextGaussian()) / 2);
                y[i][j] = 2 + 60.0 * j / n + (rim ? 0 : Math.rint(4 * random.nextGaussian()) / 2);
            }
        }
        int[] times = new int[64 * 64];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double[] cx = {x[i][j], x[i + 1][j], x[i + 1][j + 1], x[i][j + 1]};
                double[] cy = {y[i][j], y[i + 1][j], y[i + 1][j + 1], y[i][j + 1]};
                for (int[] t : new int[][] {{0, 1, 2}, {0, 2, 3}}) {
                    double turn = (cx[t[1]] - cx[t[0]]) * (cy[t[2]] - cy[t[0]]) - (cx[t[2]] - cx[t[0]]) * (cy[t[1]] - cy[t[0]]);
                    Raster r = black(64, 64);
                    r.triangle(cx[t[0]], cy[t[0]], cx[t[1]], cy[t[1]], cx[t[2]], cy[t[2]], WHITE);
                    for (int k = 0; k < times.length; k++) {
                        // A folded cell takes back what it covers twice.
                        times[k] += r.pixels()[k] == WHITE ? turn > 0 ? 1 : -1 : 0;
                    }
                }
            }
        }
        for (int py = 0; py < 64; py++) {
            for (int px = 0; px < 64; px++) {
                boolean inside = px >= 2 && px < 62 && py >= 2 && py < 62;
                assertThat(times[py * 64 + px]).as("(%d, %d)", px, py).isEqualTo(inside ? 1 : 0);
            }
        }
    }

    @Test
    void discHasItsArea() {
        for (double radius : new double[] {1, 2.5, 7, 15.3}) {
            Raster r = black(40, 40);
            r.disc(20.2, 19.7, radius, WHITE);
            // Coverage by distance overstates the corners of pixels; a twentieth of the rim.
            assertThat(ink(r)).isCloseTo(Math.PI * radius * radius, within(0.05 * 2 * Math.PI * radius + 0.15));
        }
    }

    @Test
    void whatIsNotFiniteDrawsNothing() {
        Raster r = black(8, 8);
        double nan = Double.NaN;
        double inf = Double.POSITIVE_INFINITY;
        r.line(nan, 1, 5, 5, 1, WHITE);
        r.line(0, 0, inf, 5, 1, WHITE);
        r.line(3, 3, 3, 3, 1, WHITE);
        r.disc(nan, 2, 3, WHITE);
        r.disc(2, -inf, 3, WHITE);
        r.triangle(0, 0, 5, nan, 5, 5, WHITE);
        r.triangle(0, 0, inf, 2, 5, 5, WHITE);
        r.fillRect(nan, 0, 5, 5, WHITE);
        assertThat(ink(r)).isZero();
    }

    @Test
    void emptyRasterTakesEverything() {
        Raster r = new Raster(0, 5);
        r.clear(WHITE);
        r.line(0, 0, 5, 5, 2, WHITE);
        r.fillRect(0, 0, 5, 5, WHITE);
        r.disc(1, 1, 3, WHITE);
        r.triangle(0, 0, 5, 0, 0, 5, WHITE);
        assertThat(r.pixels()).isEmpty();
    }
}
