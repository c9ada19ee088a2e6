package org.pushforward.engine.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Reads points from a NumPy array n × d or n (NumPy Enhancement Proposal 1, formats 1 to 3; floats of 2, 4 and 8 bytes, integers and
 * booleans of either byte order, C or Fortran order), or from an archive {@code .npz} with one such array. One reader a file.
 */
final class NpyReader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final String TYPES = "give floats, integers or booleans of up to 8 bytes, for example '<f8'";
    private static final int NUMBERS_BETWEEN_QUESTIONS = 1 << 20;

    private final String name;
    private final byte[] content;

    private NpyReader(String name, byte[] content) {
        this.name = name;
        this.content = content;
    }

    static boolean isArray(SourceFile file) {
        return file.content().length >= MAGIC.length && Arrays.equals(MAGIC, 0, MAGIC.length, file.content(), 0, MAGIC.length);
    }

    static boolean isArchive(SourceFile file) {
        return PictureFacts.begins(file.content(), 0, 'P', 'K', 3, 4);
    }

    static DiscreteSource read(SourceFile file) {
        return new NpyReader(file.name(), isArchive(file) ? onlyArray(file) : file.content()).read();
    }

    private InputException error(String what, String hint) {
        return new InputException(name + ": " + what, hint);
    }

    private static byte[] onlyArray(SourceFile file) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file.content()))) {
            ZipEntry entry = zip.getNextEntry();
            if (entry == null || !entry.getName().endsWith(".npy")) {
                throw new InputException(file.name() + ": the archive holds no array", "give one that numpy.savez wrote, or an NPY file");
            }
            byte[] array = zip.readNBytes((int) SourceFile.MAX_BYTES + 1);
            if (array.length > SourceFile.MAX_BYTES) {
                throw new InputException(file.name() + ": the array is too large; at most " + (SourceFile.MAX_BYTES >> 20) + " MiB are read");
            }
            ZipEntry second = zip.getNextEntry();
            if (second != null) {
                throw new InputException(file.name() + ": there are several arrays, " + PointText.shortened(entry.getName()) + " and "
                        + PointText.shortened(second.getName()), "give an archive with one, or an NPY file");
            }
            return array;
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(file.name() + ": the archive is damaged or cut off", "", e);
        }
    }

    /** Rows and columns of numbers. */
    record Table(int rows, int columns, double[] values) { }

    /** An array of two axes of any size, not of points. */
    static Table table(SourceFile file) {
        NpyReader r = new NpyReader(file.name(), file.content());
        return r.opened((in, header) -> {
            if (!(header.get("shape") instanceof long[] shape) || shape.length != 2) {
                throw r.error("the array is no table", "give an array [i][j] with two axes");
            }
            if (shape[0] < 1 || shape[1] < 1 || shape[0] > PointCloudReader.MAX_NUMBERS / shape[1]) {
                throw r.error("an array of " + shape[0] + " × " + shape[1] + " numbers", "give at least one and at most " + PointCloudReader.MAX_NUMBERS / 1_000_000 + " million");
            }
            String type = r.elementType(header.get("descr"));
            in.order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            boolean fortran = Boolean.TRUE.equals(header.get("fortran_order"));
            return new Table((int) shape[0], (int) shape[1], r.numbers(in, type.charAt(1), type.charAt(2) - '0', (int) shape[0], (int) shape[1], fortran));
        });
    }

    private DiscreteSource read() {
        return opened(this::array);
    }

    private <T> T opened(BiFunction<ByteBuffer, Map<String, Object>, T> then) {
        ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (in.limit() < 12 || !Arrays.equals(MAGIC, 0, MAGIC.length, content, 0, MAGIC.length)) {
            throw error("the array is cut off", "");
        }
        boolean old = in.get(6) == 1;
        long length = old ? in.getShort(8) & 0xffff : in.getInt(8) & 0xffffffffL;
        int start = old ? 10 : 12;
        if (length > 1 << 20 || start + length > in.limit()) {
            throw error("the array is cut off", "");
        }
        Map<String, Object> header = header(new String(content, start, (int) length, StandardCharsets.ISO_8859_1));
        in.position(start + (int) length);
        return then.apply(in, header);
    }

    private Map<String, Object> header(String text) {
        try {
            return PythonLiteral.dictionary(text);
        } catch (NumberFormatException e) {
            throw new InputException(name + ": the header of the array, \"" + PointText.shortened(text.strip()) + "\", is not as NumPy writes it",
                    "write the array anew with numpy.save", e);
        }
    }

    private DiscreteSource array(ByteBuffer in, Map<String, Object> header) {
        if (!(header.get("fortran_order") instanceof Boolean fortran)) {
            throw error("the array has no order of its numbers", "write it anew with numpy.save");
        }
        if (!(header.get("shape") instanceof long[] shape)) {
            throw error("the array has no shape", "write it anew with numpy.save");
        }
        String type = elementType(header.get("descr"));
        if (shape.length < 1 || shape.length > 2) {
            throw error("the array has " + shape.length + " axes; points are an array n × d", "reshape it to one row a point");
        }
        long d = shape.length == 2 ? shape[1] : 1;
        if (shape[0] == 0) {
            throw error("there is no point in it", "give at least one row of coordinates");
        }
        if (d < 1) {
            throw error("its points have no coordinate", "give 1 to " + PointCloudReader.MAX_DIMENSION + " coordinates a point");
        }
        if (d > PointCloudReader.MAX_DIMENSION || shape[0] > PointCloudReader.MAX_NUMBERS / d) {
            throw error("an array of " + shape[0] + " × " + d + " numbers", "at most " + PointCloudReader.MAX_NUMBERS / 1_000_000
                    + " million numbers and " + PointCloudReader.MAX_DIMENSION + " coordinates a point are read");
        }
        in.order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        double[] x = numbers(in, type.charAt(1), type.charAt(2) - '0', (int) shape[0], (int) d, fortran);
        double[] masses = new double[(int) shape[0]];
        Arrays.fill(masses, 1);
        return new DiscreteSource(PointCloud.of(name, (int) d, x, masses), 1, 0, PointCloudReader.told((int) shape[0], (int) d));
    }

    /** Three letters: byte order, kind and bytes. */
    private String elementType(Object description) {
        if (!(description instanceof String type)) {
            throw error(description == null ? "the array has no type of its numbers" : "the array has several fields a row", TYPES);
        }
        String full = type.equals("?") ? "|b1" : type;
        if (!full.matches("[<>|=](f[248]|[iu][1248]|b1)")) {
            throw error("the array has numbers of the type '" + PointText.shortened(type) + "', which is not read", TYPES);
        }
        return full;
    }

    private double[] numbers(ByteBuffer in, char kind, int bytes, int n, int d, boolean fortran) {
        if (in.remaining() < (long) n * d * bytes) {
            throw error("the array is cut off", "");
        }
        double[] x = new double[n * d];
        for (int k = 0; k < x.length; k++) {
            if (k % NUMBERS_BETWEEN_QUESTIONS == 0) {
                CancelToken.askCurrent();
            }
            x[fortran ? k % n * d + k / n : k] = kind == 'f' ? real(in, bytes) : whole(in, kind, bytes);
        }
        return x;
    }

    private static double real(ByteBuffer in, int bytes) {
        return switch (bytes) {
            case 2 -> Float.float16ToFloat(in.getShort());
            case 4 -> in.getFloat();
            default -> in.getDouble();
        };
    }

    private static double whole(ByteBuffer in, char kind, int bytes) {
        long signed = switch (bytes) {
            case 1 -> in.get();
            case 2 -> in.getShort();
            case 4 -> in.getInt();
            default -> in.getLong();
        };
        if (kind == 'i' || signed >= 0) {
            return signed;
        }
        return bytes == 8 ? 2.0 * (signed >>> 1 | signed & 1) : signed & (1L << 8 * bytes) - 1;
    }
}
