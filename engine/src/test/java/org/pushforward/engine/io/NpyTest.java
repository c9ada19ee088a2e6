package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
}
