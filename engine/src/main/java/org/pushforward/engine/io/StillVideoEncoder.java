package org.pushforward.engine.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jcodec.codecs.h264.H264Const;
import org.jcodec.codecs.h264.io.CAVLC;
import org.jcodec.codecs.h264.io.model.MBType;
import org.jcodec.codecs.h264.io.model.NALUnitType;
import org.jcodec.codecs.h264.io.write.CAVLCWriter;
import org.jcodec.common.io.BitWriter;

/**
 * Encodes pictures of which most stays as it was: H.264 baseline profile (ITU-T H.264), whose headers and variable length codes are
 * JCodec's. A macroblock of 16 × 16 pixels that has not changed is skipped and costs nothing; one that has is predicted from its place in
 * the picture before or from its neighbours, whichever is closer. There is no search for motion, no filter across edges, which would
 * soften lines, and one quantiser from key picture to key picture. O(pixels). Not thread-safe.
 */
final class StillVideoEncoder {

    /** Of the coded block pattern, in the order of their code numbers, for what is predicted from another picture (Table 9-4). */
    private static final int[] PATTERNS = {0, 16, 1, 2, 4, 8, 32, 3, 5, 10, 12, 15, 47, 7, 11, 13, 14, 6, 9, 31, 35, 37, 42, 44, 33, 34, 36, 40, 39, 43,
        45, 46, 17, 18, 20, 24, 19, 21, 26, 28, 23, 27, 29, 30, 22, 25, 38, 41};
    private static final int[] PATTERN_CODES = inverse(PATTERNS);
    private static final int INTRA_ROUNDS = 3;
    private static final int INTER_ROUNDS = 6;
    private static final int MEAN = 2;

    private int qp;
    private int chromaQp;
    private final int columns;
    private final int rows;
    private final VideoHeaders headers;
    /** Luma and the two differences of color, in whole macroblocks: what is given, what was given before, what a player has, and had. */
    private final byte[][] now;
    private final byte[][] before;
    private byte[][] shown;
    private byte[][] reference;
    private CAVLC[] codes;
    private final int[][] luma = new int[16][16];
    private final int[][][] chroma = new int[2][4][16];
    private final int[] means = new int[16];
    private final int[][] chromaMeans = new int[2][4];
    private final int[] predicted = new int[256];
    private final int[][] chromaPredicted = new int[2][64];
    private int skipped;

    StillVideoEncoder(int width, int height, int qp, int keyInterval) {
        setQuantiser(qp);
        columns = width + 15 >> 4;
        rows = height + 15 >> 4;
        int n = columns * rows;
        now = new byte[][] {new byte[256 * n], new byte[64 * n], new byte[64 * n]};
        before = new byte[][] {new byte[256 * n], new byte[64 * n], new byte[64 * n]};
        shown = new byte[][] {new byte[256 * n], new byte[64 * n], new byte[64 * n]};
        reference = new byte[][] {new byte[256 * n], new byte[64 * n], new byte[64 * n]};
        headers = new VideoHeaders(width, height, keyInterval);
    }

    private static int[] inverse(int[] permutation) {
        int[] p = new int[permutation.length];
        for (int k = 0; k < p.length; k++) {
            p[permutation[k]] = k;
        }
        return p;
    }

    /** From 0 to 51; six more double the step. To be changed before a key picture only: what is skipped keeps what it had. */
    void setQuantiser(int newQp) {
        qp = newQp;
        chromaQp = MacroblockTransform.chromaQp(newQp);
    }

    /** Where to put the next picture: luma, blue and red difference, unsigned. */
    byte[][] picture() {
        return now;
    }

    /** Values of a row of luma; half as many in those of colors. */
    int stride() {
        return 16 * columns;
    }

    int lines() {
        return 16 * rows;
    }

    /** The picture as an access unit. @param number since the last key picture, which has 0 */
    ByteBuffer encode(int number) {
        boolean key = number == 0;
        ByteBuffer out = ByteBuffer.allocate(1024 + 1024 * columns * rows);
        if (key) {
            headers.sets(out);
        }
        ByteBuffer slice = ByteBuffer.allocate(out.capacity());
        BitWriter bits = new BitWriter(slice);
        headers.slice(number, qp, bits);
        codes = new CAVLC[] {new CAVLC(headers.sps(), headers.pps(), 2, 2), new CAVLC(headers.sps(), headers.pps(), 1, 1), new CAVLC(headers.sps(), headers.pps(), 1, 1)};
        skipped = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                macroblock(x, y, key, bits);
            }
        }
        if (skipped > 0) {
            CAVLCWriter.writeUE(bits, skipped);
        }
        bits.write1Bit(1);
        bits.flush();
        VideoHeaders.unit(out, key ? NALUnitType.IDR_SLICE : NALUnitType.NON_IDR_SLICE, slice);
        out.flip();
        byte[][] swap = reference;
        reference = shown;
        shown = swap;
        for (int c = 0; c < 3; c++) {
            System.arraycopy(now[c], 0, before[c], 0, now[c].length);
        }
        return out;
    }

    private void macroblock(int x, int y, boolean key, BitWriter bits) {
        if (!key && isSame(x, y)) {
            skip(x, y);
            return;
        }
        int mode = predictInside(x, y);
        if (!key) {
            long inside = distance(x, y);
            int[] kept = predicted.clone();
            predictFromBefore(x, y);
            if (distance(x, y) <= inside) {
                inter(x, y, bits);
                return;
            }
            System.arraycopy(kept, 0, predicted, 0, kept.length);
        }
        intra(x, y, key, mode, bits);
    }

    private boolean isSame(int x, int y) {
        for (int c = 0; c < 3; c++) {
            int side = c == 0 ? 16 : 8;
            int stride = side * columns;
            for (int r = 0, at = (y * stride + x) * side; r < side; r++, at += stride) {
                if (!Arrays.equals(now[c], at, at + side, before[c], at, at + side)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void skip(int x, int y) {
        skipped++;
        for (int c = 0; c < 3; c++) {
            int side = c == 0 ? 16 : 8;
            int stride = side * columns;
            for (int r = 0, at = (y * stride + x) * side; r < side; r++, at += stride) {
                System.arraycopy(reference[c], at, shown[c], at, side);
            }
        }
        noLuma(x, y);
        noChroma(x, y);
    }

    private void noLuma(int x, int y) {
        for (int b = 0; b < 16; b++) {
            codes[0].setZeroCoeff(4 * x + column(b), 4 * y + row(b));
        }
    }

    private void noChroma(int x, int y) {
        for (int c = 1; c < 3; c++) {
            for (int b = 0; b < 4; b++) {
                codes[c].setZeroCoeff(2 * x + (b & 1), 2 * y + (b >> 1));
            }
        }
    }

    /** Place of a block of luma in its macroblock: four by four, in quarters. */
    private static int column(int block) {
        return block & 1 | block >> 1 & 2;
    }

    private static int row(int block) {
        return block >> 1 & 1 | block >> 2 & 2;
    }

    private long distance(int x, int y) {
        long d = 0;
        int stride = 16 * columns;
        for (int r = 0, at = (y * stride + x) * 16; r < 16; r++, at += stride) {
            for (int k = 0; k < 16; k++) {
                d += Math.abs((now[0][at + k] & 255) - predicted[16 * r + k]);
            }
        }
        return d;
    }

    private void predictFromBefore(int x, int y) {
        int stride = 16 * columns;
        for (int r = 0, at = (y * stride + x) * 16; r < 16; r++, at += stride) {
            for (int k = 0; k < 16; k++) {
                predicted[16 * r + k] = reference[0][at + k] & 255;
            }
        }
    }

    // ---- predicted from the macroblock's neighbours

    /** The closest of: the row above downwards, the column on the left across, the mean of both. Returns its number. */
    private int predictInside(int x, int y) {
        int stride = 16 * columns;
        int at = (y * stride + x) * 16;
        int[] best = new int[0];
        long least = Long.MAX_VALUE;
        int mode = MEAN;
        for (int m = 0; m <= MEAN; m++) {
            if (m == 0 && y == 0 || m == 1 && x == 0) {
                continue;
            }
            int mean = m == MEAN ? mean(x, y, at, stride) : 0;
            for (int k = 0; k < 256; k++) {
                predicted[k] = m == 0 ? shown[0][at - stride + k % 16] & 255 : m == 1 ? shown[0][at + k / 16 * stride - 1] & 255 : mean;
            }
            long d = distance(x, y);
            if (d < least) {
                least = d;
                mode = m;
                best = predicted.clone();
            }
        }
        System.arraycopy(best, 0, predicted, 0, best.length);
        return mode;
    }

    private int mean(int x, int y, int at, int stride) {
        int sum = 0;
        for (int k = 0; k < 16; k++) {
            sum += (y > 0 ? shown[0][at - stride + k] & 255 : 0) + (x > 0 ? shown[0][at + k * stride - 1] & 255 : 0);
        }
        return x > 0 && y > 0 ? sum + 16 >> 5 : x > 0 || y > 0 ? sum + 8 >> 4 : 128;
    }

    private void intra(int x, int y, boolean key, int mode, BitWriter bits) {
        boolean any = false;
        for (int b = 0; b < 16; b++) {
            difference(x, y, b);
            means[4 * row(b) + column(b)] = luma[b][0];
            any |= MacroblockTransform.quantise(luma[b], 1, qp, INTRA_ROUNDS);
        }
        MacroblockTransform.hadamard(means);
        for (int k = 0; k < 16; k++) {
            means[k] = means[k] + (means[k] > 0 ? 1 : 0) >> 1;
        }
        MacroblockTransform.quantiseMeans(means, qp, INTRA_ROUNDS);
        predictColors(x, y);
        int colors = quantiseColors(x, y, INTRA_ROUNDS);
        if (!key) {
            CAVLCWriter.writeUE(bits, skipped);
            skipped = 0;
        }
        CAVLCWriter.writeUE(bits, (key ? 1 : 6) + mode + 4 * colors + (any ? 12 : 0));
        CAVLCWriter.writeUE(bits, 0);
        CAVLCWriter.writeSE(bits, 0);
        codes[0].writeLumaDCBlock(bits, 4 * x, 4 * y, MBType.I_16x16, MBType.I_16x16, means, H264Const.totalZeros16, 0, 16, MacroblockTransform.ZIGZAG);
        if (any) {
            for (int b = 0; b < 16; b++) {
                block(bits, 0, 4 * x + column(b), 4 * y + row(b), luma[b], 1);
            }
        } else {
            noLuma(x, y);
        }
        writeColors(x, y, colors, bits);
        MacroblockTransform.backMeans(means, qp);
        for (int b = 0; b < 16; b++) {
            luma[b][0] = means[4 * row(b) + column(b)];
            MacroblockTransform.back(luma[b], 1, qp);
            restore(x, y, b);
        }
    }

    /** The mean of what lies above and on the left of each block of 4 × 4. */
    private void predictColors(int x, int y) {
        int stride = 8 * columns;
        int at = (y * stride + x) * 8;
        for (int c = 0; c < 2; c++) {
            byte[] p = shown[c + 1];
            for (int b = 0; b < 4; b++) {
                int bx = 4 * (b & 1);
                int by = 4 * (b >> 1);
                int above = 0;
                int left = 0;
                for (int k = 0; k < 4; k++) {
                    above += y > 0 ? p[at - stride + bx + k] & 255 : 0;
                    left += x > 0 ? p[at + (by + k) * stride - 1] & 255 : 0;
                }
                boolean useAbove = y > 0 && (b != 2 || x == 0);
                boolean useLeft = x > 0 && (b != 1 || y == 0);
                int v = useAbove && useLeft ? above + left + 4 >> 3 : useAbove ? above + 2 >> 2 : useLeft ? left + 2 >> 2 : 128;
                for (int k = 0; k < 16; k++) {
                    chromaPredicted[c][(by + k / 4) * 8 + bx + k % 4] = v;
                }
            }
        }
    }

    // ---- predicted from the picture before

    private void inter(int x, int y, BitWriter bits) {
        int pattern = 0;
        for (int b = 0; b < 16; b++) {
            difference(x, y, b);
            if (MacroblockTransform.quantise(luma[b], 0, qp, INTER_ROUNDS)) {
                pattern |= 1 << b / 4;
            }
        }
        int stride = 8 * columns;
        for (int c = 0; c < 2; c++) {
            for (int k = 0; k < 64; k++) {
                chromaPredicted[c][k] = reference[c + 1][(y * 8 + k / 8) * stride + x * 8 + k % 8] & 255;
            }
        }
        int colors = quantiseColors(x, y, INTER_ROUNDS);
        pattern |= colors << 4;
        if (pattern == 0) {
            skip(x, y);
            return;
        }
        CAVLCWriter.writeUE(bits, skipped);
        skipped = 0;
        CAVLCWriter.writeUE(bits, 0);
        CAVLCWriter.writeSE(bits, 0);
        CAVLCWriter.writeSE(bits, 0);
        CAVLCWriter.writeUE(bits, PATTERN_CODES[pattern]);
        CAVLCWriter.writeSE(bits, 0);
        for (int b = 0; b < 16; b++) {
            if ((pattern >> b / 4 & 1) == 1) {
                block(bits, 0, 4 * x + column(b), 4 * y + row(b), luma[b], 0);
            } else {
                codes[0].setZeroCoeff(4 * x + column(b), 4 * y + row(b));
            }
        }
        writeColors(x, y, colors, bits);
        for (int b = 0; b < 16; b++) {
            MacroblockTransform.back(luma[b], 0, qp);
            restore(x, y, b);
        }
    }

    // ---- both

    private void difference(int x, int y, int b) {
        int stride = 16 * columns;
        int bx = 4 * column(b);
        int by = 4 * row(b);
        for (int k = 0; k < 16; k++) {
            int px = bx + k % 4;
            int py = by + k / 4;
            luma[b][k] = (now[0][(16 * y + py) * stride + 16 * x + px] & 255) - predicted[16 * py + px];
        }
        MacroblockTransform.forward(luma[b]);
    }

    private void restore(int x, int y, int b) {
        int stride = 16 * columns;
        int bx = 4 * column(b);
        int by = 4 * row(b);
        MacroblockTransform.inverse(luma[b]);
        for (int k = 0; k < 16; k++) {
            int px = bx + k % 4;
            int py = by + k / 4;
            shown[0][(16 * y + py) * stride + 16 * x + px] = (byte) Math.clamp(predicted[16 * py + px] + luma[b][k], 0, 255);
        }
    }

    /** 0 for none, 1 for means only, 2 for all. */
    private int quantiseColors(int x, int y, int rounds) {
        int stride = 8 * columns;
        boolean anyMean = false;
        boolean any = false;
        for (int c = 0; c < 2; c++) {
            for (int b = 0; b < 4; b++) {
                int[] d = chroma[c][b];
                for (int k = 0; k < 16; k++) {
                    int px = 4 * (b & 1) + k % 4;
                    int py = 4 * (b >> 1) + k / 4;
                    d[k] = (now[c + 1][(8 * y + py) * stride + 8 * x + px] & 255) - chromaPredicted[c][8 * py + px];
                }
                MacroblockTransform.forward(d);
                chromaMeans[c][b] = d[0];
                any |= MacroblockTransform.quantise(d, 1, chromaQp, rounds);
            }
            MacroblockTransform.hadamard(chromaMeans[c]);
            anyMean |= MacroblockTransform.quantiseMeans(chromaMeans[c], chromaQp, rounds);
        }
        return any ? 2 : anyMean ? 1 : 0;
    }

    private void writeColors(int x, int y, int colors, BitWriter bits) {
        for (int c = 0; c < 2 && colors > 0; c++) {
            codes[c + 1].writeChrDCBlock(bits, chromaMeans[c], H264Const.totalZeros4, 0, 4, new int[] {0, 1, 2, 3});
        }
        for (int c = 0; c < 2 && colors == 2; c++) {
            for (int b = 0; b < 4; b++) {
                block(bits, c + 1, 2 * x + (b & 1), 2 * y + (b >> 1), chroma[c][b], 1);
            }
        }
        if (colors < 2) {
            noChroma(x, y);
        }
        int stride = 8 * columns;
        for (int c = 0; c < 2; c++) {
            MacroblockTransform.backMeans(chromaMeans[c], chromaQp);
            for (int b = 0; b < 4; b++) {
                int[] d = chroma[c][b];
                d[0] = chromaMeans[c][b];
                MacroblockTransform.back(d, 1, chromaQp);
                MacroblockTransform.inverse(d);
                for (int k = 0; k < 16; k++) {
                    int px = 4 * (b & 1) + k % 4;
                    int py = 4 * (b >> 1) + k / 4;
                    shown[c + 1][(8 * y + py) * stride + 8 * x + px] = (byte) Math.clamp(chromaPredicted[c][8 * py + px] + d[k], 0, 255);
                }
            }
        }
    }

    private void block(BitWriter bits, int component, int bx, int by, int[] coefficients, int first) {
        codes[component].writeACBlock(bits, bx, by, MBType.I_16x16, MBType.I_16x16, coefficients, H264Const.totalZeros16, first, 16 - first,
                MacroblockTransform.ZIGZAG);
    }
}
