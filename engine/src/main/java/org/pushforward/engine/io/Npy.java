package org.pushforward.engine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;

/** NumPy's array file, format 1.0: little-endian float64, C order (NumPy Enhancement Proposal 1). */
public final class Npy {

    private Npy() { }

    public static byte[] bytes(double[] values, int... shape) {
        String dims = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", ")) + (shape.length == 1 ? "," : "");
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + dims + "), }";
        int unpadded = 10 + header.length() + 1;
        header = header + " ".repeat((64 - unpadded % 64) % 64) + "\n";
        ByteBuffer b = ByteBuffer.allocate(10 + header.length() + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0).putShort((short) header.length());
        b.put(header.getBytes(StandardCharsets.US_ASCII));
        b.asDoubleBuffer().put(values);
        return b.array();
    }

    /**
     * One file an array: {@code <layer>.npy}, and {@code <layer>-<part>.npy} for the further arrays of a layer.
     *
     * @return names and shapes of the files
     */
    public static Map<String, int[]> writeAll(Frame frame, Path folder) {
        Map<String, int[]> written = new LinkedHashMap<>();
        for (Layer layer : frame.layers()) {
            for (Layer.Array a : layer.arrays()) {
                String name = layer.id() + (a.part().isEmpty() ? "" : "-" + a.part()) + ".npy";
                AtomicFile.write(folder.resolve(name), out -> out.write(bytes(a.values(), a.shape())));
                written.put(name, a.shape());
            }
        }
        return written;
    }

    /** All arrays in one file, which {@code numpy.load} reads: a ZIP archive of array files, compressed; the same arrays give the same bytes. */
    public static void writeTogether(Frame frame, Path file) {
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Layer layer : frame.layers()) {
                for (Layer.Array a : layer.arrays()) {
                    ZipEntry entry = new ZipEntry(layer.id() + (a.part().isEmpty() ? "" : "-" + a.part()) + ".npy");
                    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                    zip.putNextEntry(entry);
                    zip.write(bytes(a.values(), a.shape()));
                    zip.closeEntry();
                }
            }
            zip.finish();
        });
    }
}
