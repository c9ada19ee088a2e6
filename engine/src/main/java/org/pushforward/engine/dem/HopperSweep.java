package org.pushforward.engine.dem;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Turn;

/**
 * {@value #RUNS} runs of {@link Hopper} with {@value #GRAINS} grains, as fields on {@value #NX} × {@value #NY} cells of two diameters at {@value #TIMES} times, and how many
 * grains have left. Angles, frictions and rolling frictions are Halton's points of bases 2, 3 and 5, so that they fill their box evenly. Run k draws from the
 * generator of seed 1000 + k. It ships as {@code hopper-sweep.txt} (packed, in Base64, since the build looks through texts), made anew by {@code BakeHopperSweep}. Immutable; nobody writes to the arrays.
 */
public record HopperSweep(List<Run> runs) {

    static final int RUNS = 40;
    static final int GRAINS = 500;
    static final int NX = 8;
    static final int NY = 22;
    static final int CELLS = NX * NY;
    static final int TIMES = 16;
    static final double END = 40;
    static final double OPENING = 6;
    static final double CELL = 2;
    static final double WIDTH = NX * CELL;
    private static final int FORMAT = 0x48505331;
    /** Occupancy, velocity across and up, residence time: units of a 16-bit number. */
    private static final double[] UNITS = {1.0 / 16384, 1.0 / 2048, 1.0 / 2048, 1.0 / 512};

    public HopperSweep {
        runs = List.copyOf(runs);
    }

    /**
     * @param conditions angle in degrees, friction, rolling friction
     * @param fields times × 4 × cells (y fastest): occupancy, u and v as means since the time before, residence time so far
     * @param outflow share of the grains that have left, one a time
     */
    record Run(double[] conditions, double[] fields, double[] outflow) {

        /** Of a time, one of the four fields. */
        double[] field(int time, int which) {
            double[] f = new double[CELLS];
            System.arraycopy(fields, (time * 4 + which) * CELLS, f, 0, CELLS);
            return f;
        }

        /** Each in [0, 1]. */
        double[] scaled() {
            return new double[] {conditions[0] / 75, (conditions[1] - 0.1) / 0.8, conditions[2] / 0.2};
        }
    }

    /** The k-th of Halton's points. */
    static double[] conditions(int k) {
        return new double[] {75 * radical(k + 1, 2), 0.1 + 0.8 * radical(k + 1, 3), 0.2 * radical(k + 1, 5)};
    }

    private static double radical(int k, int base) {
        double sum = 0;
        double unit = 1.0 / base;
        for (int rest = k; rest > 0; rest /= base) {
            sum += rest % base * unit;
            unit /= base;
        }
        return sum;
    }

    static double time(int index) {
        return END * (index + 1) / TIMES;
    }

    /** A hopper of the sweep, with what plays it. */
    record Play(Hopper hopper, Knobs knobs, Philox random) {

        static Play of(int number) {
            double[] c = conditions(number);
            Hopper h = new Hopper();
            String[] set = {"grains=" + GRAINS, "width=" + WIDTH, "opening=" + OPENING, "end-time=" + END, String.format(Locale.ROOT, "angle=%.6f", c[0]),
                String.format(Locale.ROOT, "friction=%.6f", c[1]), String.format(Locale.ROOT, "rolling-friction=%.6f", c[2])};
            return new Play(h, new Knobs(ParameterSet.of(h.parameters(), set)), new Philox(1000 + number));
        }

        Hopper.Silo start() {
            return hopper.start(knobs, random);
        }

        Hopper.Silo next(Hopper.Silo s, StepContext context) {
            return hopper.next(s, new Turn(knobs, 0, random, context));
        }
    }

    /** Plays a run of the sweep; about five seconds. */
    static Run played(int number, StepContext context) {
        Play play = Play.of(number);
        Hopper.Silo s = play.start();
        double[] fields = new double[TIMES * 4 * CELLS];
        double[] outflow = new double[TIMES];
        while (s.time() < 0) {
            s = play.next(s, context);
        }
        for (int k = 0; k < TIMES; k++) {
            double[] sums = new double[4 * CELLS];
            int count = 0;
            while (s.time() < time(k) - 1e-9) {
                s = play.next(s, context);
                add(s, sums);
                count++;
            }
            means(s, sums, count, fields, k * 4 * CELLS);
            outflow[k] = (double) s.discharged() / GRAINS;
        }
        return new Run(conditions(number), fields, outflow);
    }

    private static int cell(double x, double y) {
        int i = (int) Math.floor(x / CELL + NX / 2.0);
        int j = (int) Math.floor(y / CELL);
        return i < 0 || i >= NX || j < 0 || j >= NY ? -1 : i * NY + j;
    }

    /** Areas and momenta of a moment. */
    private static void add(Hopper.Silo s, double[] sums) {
        Grains g = s.grains();
        for (int i = 0; i < g.size(); i++) {
            int c = cell(g.x()[i], g.y()[i]);
            if (c >= 0) {
                double a = Math.PI * g.r()[i] * g.r()[i];
                sums[c] += a;
                sums[CELLS + c] += a * g.u()[i];
                sums[2 * CELLS + c] += a * g.v()[i];
            }
        }
    }

    private static void means(Hopper.Silo s, double[] sums, int count, double[] fields, int at) {
        double[] grains = new double[CELLS];
        for (int i = 0; i < s.gone().length; i++) {
            int c = cell(s.born()[2 * i], s.born()[2 * i + 1]);
            if (c >= 0) {
                sums[3 * CELLS + c] += Double.isNaN(s.gone()[i]) ? s.time() : s.gone()[i];
                grains[c]++;
            }
        }
        for (int c = 0; c < CELLS; c++) {
            fields[at + c] = sums[c] / count / (CELL * CELL);
            // Transport is a flux: what hardly ever is there carries hardly anything.
            fields[at + CELLS + c] = sums[CELLS + c] / count / (CELL * CELL);
            fields[at + 2 * CELLS + c] = sums[2 * CELLS + c] / count / (CELL * CELL);
            fields[at + 3 * CELLS + c] = grains[c] > 0 ? sums[3 * CELLS + c] / grains[c] : 0;
        }
    }

    /** Writes runs in 16 bits. */
    public void write(OutputStream to) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Base64.getMimeEncoder(76, new byte[] {10}).wrap(to)))) {
            out.writeInt(FORMAT);
            out.writeInt(runs.size());
            for (Run r : runs) {
                for (double c : r.conditions) {
                    out.writeDouble(c);
                }
                for (int k = 0; k < r.fields.length; k++) {
                    out.writeShort((int) Math.clamp(Math.rint(r.fields[k] / UNITS[k / CELLS % 4]), Short.MIN_VALUE, Short.MAX_VALUE));
                }
                for (double o : r.outflow) {
                    out.writeShort((int) Math.rint(o * GRAINS));
                }
            }
        }
    }

    /** The sweep that ships with the program. */
    static HopperSweep shipped() {
        try (InputStream raw = HopperSweep.class.getResourceAsStream("hopper-sweep.txt");
                DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(Base64.getMimeDecoder().wrap(raw))))) {
            if (in.readInt() != FORMAT) {
                throw new InputException("the hopper runs that ship with the program are of another format; install it anew");
            }
            int n = in.readInt();
            List<Run> runs = new ArrayList<>();
            for (int q = 0; q < n; q++) {
                double[] conditions = {in.readDouble(), in.readDouble(), in.readDouble()};
                double[] fields = new double[TIMES * 4 * CELLS];
                for (int k = 0; k < fields.length; k++) {
                    fields[k] = in.readShort() * UNITS[k / CELLS % 4];
                }
                double[] outflow = new double[TIMES];
                for (int k = 0; k < TIMES; k++) {
                    outflow[k] = (double) in.readShort() / GRAINS;
                }
                runs.add(new Run(conditions, fields, outflow));
            }
            return new HopperSweep(runs);
        } catch (IOException | NullPointerException e) {
            throw new InputException("the hopper runs that ship with the program cannot be read; install it anew", "", e);
        }
    }

    /** All runs anew; minutes. */
    public static HopperSweep made(StepContext context) {
        Run[] runs = new Run[RUNS];
        StepContext serial = StepContext.serial();
        context.workers().forEach(RUNS, k -> runs[k] = played(k, serial));
        return new HopperSweep(List.of(runs));
    }

    /** ‖a − b‖/‖b‖ over several arrays. */
    static double error(List<double[]> a, List<double[]> b) {
        double off = 0;
        double all = 0;
        for (int q = 0; q < a.size(); q++) {
            for (int k = 0; k < a.get(q).length; k++) {
                double e = a.get(q)[k] - b.get(q)[k];
                off += e * e;
                all += b.get(q)[k] * b.get(q)[k];
            }
        }
        return Math.sqrt(off / all);
    }

    /** Weighted means of runs: fields and, behind them, the outflow. */
    static double[] mean(List<Run> runs, double[] weights) {
        double total = DoubleStream.of(weights).sum();
        int n = TIMES * 4 * CELLS;
        double[] sum = new double[n + TIMES];
        for (int q = 0; q < runs.size(); q++) {
            for (int k = 0; weights[q] > 0 && k < sum.length; k++) {
                sum[k] += weights[q] / total * (k < n ? runs.get(q).fields[k] : runs.get(q).outflow[k - n]);
            }
        }
        return sum;
    }
}
