package org.pushforward.engine.data;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.pushforward.engine.api.SourceFile;

/**
 * The 1797 handwritten digits of E. Alpaydin and C. Kaynak ("Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
 * its test set) that ship with the program: {@value #SIDE} × {@value #SIDE} pixels, rows from the top down, with grey values from 0 (paper)
 * to {@value #LARGEST} (ink). Immutable and thread-safe; the arrays are not to be written.
 *
 * @param pixels n × 64, row-major
 * @param labels 0 to 9
 */
public record HandwrittenDigits(int[] pixels, int[] labels) {

    public static final int SIDE = 8;
    public static final int PIXELS = SIDE * SIDE;
    public static final int LARGEST = 16;

    /** All of them. */
    public static HandwrittenDigits load() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(new GZIPInputStream(
                new ByteArrayInputStream(SourceFile.sample("digits.csv.gz").content())), StandardCharsets.US_ASCII))) {
            List<int[]> rows = in.lines().map(line -> Arrays.stream(line.split(",")).mapToInt(Integer::parseInt).toArray()).toList();
            return new HandwrittenDigits(rows.stream().flatMapToInt(r -> Arrays.stream(r, 0, PIXELS)).toArray(),
                    rows.stream().mapToInt(r -> r[PIXELS]).toArray());
        } catch (IOException e) {
            throw new IllegalStateException("the digits that ship with the program cannot be read", e);
        }
    }

    /** Those with one label, in their order. */
    public HandwrittenDigits labelled(int label) {
        int[] which = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
        return new HandwrittenDigits(Arrays.stream(which).flatMap(i -> Arrays.stream(pixels, i * PIXELS, (i + 1) * PIXELS)).toArray(),
                Arrays.stream(which).map(i -> labels[i]).toArray());
    }
}
