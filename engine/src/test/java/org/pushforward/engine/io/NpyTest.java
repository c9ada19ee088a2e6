package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;

class NpyTest {

    @Test
    void headerIsAlignedAndNamesTheShape() {
        byte[] b = Npy.bytes(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        int length = ByteBuffer.wrap(b, 8, 2).order(ByteOrder.LITTLE_ENDIAN).getShort();
        assertThat((10 + length) % 64).isZero();
        assertThat(new String(b, 10, length, StandardCharsets.US_ASCII)).contains("'shape': (3, 2)").contains("'<f8'").endsWith("\n");
        assertThat(b).hasSize(10 + length + 48);
        assertThat(ByteBuffer.wrap(b, 10 + length, 48).order(ByteOrder.LITTLE_ENDIAN).getDouble(10 + length + 40)).isEqualTo(6);
    }

    @Test
    void aVectorHasATrailingCommaInItsShape() {
        assertThat(new String(Npy.bytes(new double[3], 3), StandardCharsets.ISO_8859_1)).contains("'shape': (3,)");
    }

    @Test
    void allArraysLieTogetherInOneFileThatIsTheSameEachTime(@TempDir Path folder) throws Exception {
        Frame frame = new Frame(0, 0, List.of(new Layer.Points("p", "p", "", 2, new double[] {1, 2, 3, 4}, new double[] {5, 6})), Diagnostics.NONE);
        Path a = folder.resolve("a.npz");
        Path b = folder.resolve("b.npz");
        Npy.writeTogether(frame, a);
        Npy.writeTogether(frame, b);
        assertThat(b).hasSameBinaryContentAs(a);
        try (ZipFile zip = new ZipFile(a.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("p.npy", "p-values.npy");
            assertThat(zip.getInputStream(zip.getEntry("p.npy")).readAllBytes()).isEqualTo(Npy.bytes(new double[] {1, 2, 3, 4}, 2, 2));
        }
    }
}
