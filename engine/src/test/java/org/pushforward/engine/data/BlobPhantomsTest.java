package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.Philox;

class BlobPhantomsTest {

    /** Balls of whole voxels: of squared radius 1 seven, of 2 nineteen, of 6 eighty-one. */
    @Test
    void theNearestBallIsTaken() {
        assertThat(BlobPhantoms.of(12, 7.0 / 1728, 0).squaredRadius()).isEqualTo(1);
        assertThat(BlobPhantoms.of(12, 20.0 / 1728, 0).squaredRadius()).isEqualTo(2);
        assertThat(BlobPhantoms.of(12, 0.04, 0).foreground()).isCloseTo(81.0 / 1728, Offset.offset(1e-15));
        assertThat(BlobPhantoms.of(12, 0.07, 0).foreground()).isCloseTo(123.0 / 1728, Offset.offset(1e-15));
    }

    @Test
    void theBlobsAreAlikeApartAndInside() {
        for (double share : new double[] {0.01, 0.04, 0.07}) {
            BlobPhantoms p = BlobPhantoms.of(12, share, 0);
            List<BlobPhantoms.Scan> scans = p.scans(new Philox(1), 0, 100);
            for (BlobPhantoms.Scan s : scans) {
                assertThat(Arrays.stream(s.solid()).sum()).isEqualTo(p.foreground() * 1728, Offset.offset(1e-9)).isEqualTo(Arrays.stream(s.hollow()).sum());
                assertThat(IntStream.range(0, 1728).mapToDouble(k -> s.solid()[k] * s.hollow()[k]).sum()).isZero();
                assertThat(IntStream.range(0, 1728).mapToDouble(k -> s.solid()[k] * (1 - s.voxels()[k])).sum()).as("the solid one is full").isZero();
                assertThat(IntStream.range(0, 1728).mapToDouble(k -> s.hollow()[k] * (1 - s.voxels()[k])).sum()).as("the hollow one is not").isPositive();
                assertThat(s.flipped().lesion()).isSameAs(s.isSolid() ? s.hollow() : s.solid());
            }
            // A fair coin a hundred times: a standard error of five.
            assertThat(scans.stream().filter(BlobPhantoms.Scan::isSolid).count()).isBetween(30L, 70L);
            assertThat(p.scan(new Philox(1), 37).voxels()).isEqualTo(scans.get(37).voxels());
        }
    }

    @Test
    void diceByHand() {
        assertThat(BlobPhantoms.dice(new double[] {1, 1, 0, 0}, new double[] {0, 1, 1, 1})).isCloseTo(0.4, Offset.offset(1e-15));
        assertThat(BlobPhantoms.dice(new double[2], new double[2])).isEqualTo(1);
    }
}
