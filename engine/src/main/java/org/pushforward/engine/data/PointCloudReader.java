package org.pushforward.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Reads points, one a row: CSV (comma, semicolon or tab; an optional header, whose last column may be named {@code weight}) and NumPy
 * arrays n × d or n (NumPy Enhancement Proposal 1; little- or big-endian floats and integers, C or Fortran order). Whatever cannot be
 * read gives one {@link InputException} that names the file and the place. Stateless.
 */
final class PointCloudReader {

    static final int MAX_NUMBERS = 50_000_000;
    static final int MAX_DIMENSION = 4096;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([fiu])([1248])'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    private final SourceFile file;

    private PointCloudReader(SourceFile file) {
        this.file = file;
    }

    static DiscreteSource read(SourceFile file) {
        PointCloudReader reader = new PointCloudReader(file);
        return isNpy(file) ? reader.npy() : reader.csv();
    }

    static boolean isNpy(SourceFile file) {
        return file.content().length >= MAGIC.length && Arrays.equals(MAGIC, 0, MAGIC.length, file.content(), 0, MAGIC.length);
    }

    private InputException error(String what, String hint) {
        return new InputException(file.name() + ": " + what, hint);
    }

    // ---- CSV

    private DiscreteSource csv() {
        List<String> lines = text().lines().toList();
        int first = 0;
        while (first < lines.size() && lines.get(first).isBlank()) {
            first++;
        }
        if (first == lines.size()) {
            throw error("there is no point in it", "give one point a row");
        }
        String[] header = cells(lines.get(first));
        boolean named = Arrays.stream(header).noneMatch(PointCloudReader::isNumber);
        boolean weighted = named && header[header.length - 1].toLowerCase(Locale.ROOT).equals("weight");
        int d = header.length - (weighted ? 1 : 0);
        if (d == 0 || d > MAX_DIMENSION) {
            throw error("a point has " + d + " coordinates", "1 to " + MAX_DIMENSION + " are allowed");
        }
        List<double[]> rows = new ArrayList<>();
        for (int k = first + (named ? 1 : 0); k < lines.size(); k++) {
            if (!lines.get(k).isBlank()) {
                rows.add(row(lines.get(k), k + 1, header.length));
            }
        }
        double[] x = new double[rows.size() * d];
        double[] masses = new double[rows.size()];
        for (int i = 0; i < masses.length; i++) {
            System.arraycopy(rows.get(i), 0, x, i * d, d);
            masses[i] = weighted ? rows.get(i)[d] : 1;
        }
        return new DiscreteSource(PointCloud.of(file.name(), d, x, masses), weighted ? Arrays.stream(masses).sum() : 1, 0);
    }

    private String text() {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.content()));
            return !text.isEmpty() && text.charAt(0) == '\ufeff' ? text.subSequence(1, text.length()).toString() : text.toString();
        } catch (CharacterCodingException e) {
            throw new InputException(file.name() + ": these are no points", "give a CSV or NPY file with one point a row", e);
        }
    }

    private static String[] cells(String line) {
        return Arrays.stream(line.split("[,;\t]", -1)).map(String::strip).toArray(String[]::new);
    }

    private static boolean isNumber(String cell) {
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private double[] row(String line, int number, int columns) {
        String[] cells = cells(line);
        if (cells.length != columns) {
            throw error("line " + number + " has " + cells.length + " columns, the first has " + columns, "every row needs as many");
        }
        double[] values = new double[columns];
        for (int c = 0; c < columns; c++) {
            if (!isNumber(cells[c]) || !Double.isFinite(Double.parseDouble(cells[c]))) {
                throw error("line " + number + ", column " + (c + 1) + ": \"" + shortened(cells[c]) + "\" is not a finite number",
                        "remove the row or give it finite numbers");
            }
            values[c] = Double.parseDouble(cells[c]);
        }
        return values;
    }

    private static String shortened(String cell) {
        return cell.length() <= 24 ? cell : cell.substring(0, 24) + "…";
    }

    // ---- NPY

    private DiscreteSource npy() {
        ByteBuffer in = ByteBuffer.wrap(file.content()).order(ByteOrder.LITTLE_ENDIAN);
        if (in.limit() < 12) {
            throw error("the array is cut off", "");
        }
        boolean old = in.get(6) == 1;
        long length = old ? in.getShort(8) & 0xffff : in.getInt(8) & 0xffffffffL;
        int start = old ? 10 : 12;
        if (start + length > in.limit()) {
            throw error("the array is cut off", "");
        }
        String header = new String(file.content(), start, (int) length, StandardCharsets.ISO_8859_1);
        Matcher type = found(DESCRIPTION, header, "numbers of a type that is not read", "give floats or integers, for example '<f8'");
        boolean fortran = found(FORTRAN, header, "no order of its numbers", "").group(1).equals("True");
        long[] shape = Arrays.stream(found(SHAPE, header, "no shape", "").group(1).split(",")).map(String::strip)
                .filter(s -> !s.isEmpty()).mapToLong(PointCloudReader::size).toArray();
        if (shape.length < 1 || shape.length > 2) {
            throw error("an array with " + shape.length + " axes; points are an array n × d", "");
        }
        long d = shape.length == 2 ? shape[1] : 1;
        if (d < 1 || d > MAX_DIMENSION || shape[0] > MAX_NUMBERS / d) {
            throw error("an array of " + shape[0] + " × " + d + " numbers",
                    "at most " + MAX_NUMBERS / 1_000_000 + " million numbers and " + MAX_DIMENSION + " coordinates a point are read");
        }
        in.position(start + (int) length).order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        double[] x = numbers(in, type.group(2).charAt(0), type.group(3).charAt(0) - '0', (int) shape[0], (int) d, fortran);
        double[] masses = new double[(int) shape[0]];
        Arrays.fill(masses, 1);
        return new DiscreteSource(PointCloud.of(file.name(), (int) d, x, masses), 1, 0);
    }

    private static long size(String digits) {
        return digits.length() > 12 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private Matcher found(Pattern pattern, String header, String what, String hint) {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            throw error("the array has " + what, hint);
        }
        return m;
    }

    private double[] numbers(ByteBuffer in, char kind, int bytes, int n, int d, boolean fortran) {
        if (in.remaining() < (long) n * d * bytes) {
            throw error("the array is cut off", "");
        }
        if (kind == 'f' && bytes < 4) {
            throw error("the array has numbers of a type that is not read", "give floats of 4 or 8 bytes, or integers");
        }
        double[] x = new double[n * d];
        for (int k = 0; k < x.length; k++) {
            x[fortran ? k % n * d + k / n : k] = number(in, kind, bytes);
        }
        return x;
    }

    private static double number(ByteBuffer in, char kind, int bytes) {
        if (kind == 'f') {
            return bytes == 4 ? in.getFloat() : in.getDouble();
        }
        long signed = switch (bytes) {
            case 1 -> in.get();
            case 2 -> in.getShort();
            case 4 -> in.getInt();
            default -> in.getLong();
        };
        return kind == 'i' || bytes == 8 ? signed : signed & (1L << 8 * bytes) - 1;
    }
}
