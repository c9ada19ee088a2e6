package org.pushforward.engine.io;

import java.nio.ByteBuffer;
import org.jcodec.codecs.h264.H264Utils;
import org.jcodec.codecs.h264.io.model.NALUnit;
import org.jcodec.codecs.h264.io.model.NALUnitType;
import org.jcodec.codecs.h264.io.model.PictureParameterSet;
import org.jcodec.codecs.h264.io.model.RefPicMarkingIDR;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceHeader;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.codecs.h264.io.model.VUIParameters;
import org.jcodec.codecs.h264.io.write.SliceHeaderWriter;
import org.jcodec.common.io.BitWriter;
import org.jcodec.common.model.ColorSpace;

/** What a player has to know before the pictures of a {@link StillVideoEncoder}: size, profile, colors (BT.709), no filter across edges. */
final class VideoHeaders {

    private static final int BT_709 = 1;
    private static final int BASELINE = 66;
    private static final int LEVEL_4 = 40;
    private static final int LEVEL_5_2 = 52;
    /** Macroblocks of a picture up to level 4. */
    private static final int LARGE = 8192;
    private static final int MAX_POC = 16;
    private static final int QP_BEGIN = 26;

    private final SeqParameterSet sps;
    private final PictureParameterSet pps = new PictureParameterSet();

    VideoHeaders(int width, int height, int keyInterval) {
        int columns = width + 15 >> 4;
        int rows = height + 15 >> 4;
        sps = new SeqParameterSet();
        sps.picWidthInMbsMinus1 = columns - 1;
        sps.picHeightInMapUnitsMinus1 = rows - 1;
        sps.chromaFormatIdc = ColorSpace.YUV420J;
        sps.profileIdc = BASELINE;
        sps.levelIdc = columns * rows > LARGE ? LEVEL_5_2 : LEVEL_4;
        sps.numRefFrames = 1;
        sps.frameMbsOnlyFlag = true;
        sps.log2MaxFrameNumMinus4 = Math.max(0, 32 - Integer.numberOfLeadingZeros(keyInterval) - 4);
        sps.frameCroppingFlag = 16 * columns != width || 16 * rows != height;
        sps.frameCropRightOffset = 16 * columns - width >> 1;
        sps.frameCropBottomOffset = 16 * rows - height >> 1;
        VUIParameters vui = new VUIParameters();
        vui.videoSignalTypePresentFlag = true;
        vui.videoFormat = 5;
        vui.colourDescriptionPresentFlag = true;
        vui.colourPrimaries = BT_709;
        vui.transferCharacteristics = BT_709;
        vui.matrixCoefficients = BT_709;
        sps.vuiParams = vui;
        pps.deblockingFilterControlPresentFlag = true;
    }

    SeqParameterSet sps() {
        return sps;
    }

    PictureParameterSet pps() {
        return pps;
    }

    /** The parameter sets, before a key picture. */
    void sets(ByteBuffer out) {
        ByteBuffer set = ByteBuffer.allocate(512);
        sps.write(set);
        unit(out, NALUnitType.SPS, set);
        set.clear();
        pps.write(set);
        unit(out, NALUnitType.PPS, set);
    }

    /** The beginning of a picture. @param number since the last key picture, which has 0 */
    void slice(int number, int qp, BitWriter bits) {
        boolean key = number == 0;
        SliceHeader header = new SliceHeader();
        header.sliceType = key ? SliceType.I : SliceType.P;
        header.sps = sps;
        header.pps = pps;
        header.disableDeblockingFilterIdc = 1;
        header.frameNum = number % (1 << sps.log2MaxFrameNumMinus4 + 4);
        header.picOrderCntLsb = 2 * number % MAX_POC;
        header.sliceQpDelta = qp - QP_BEGIN;
        if (key) {
            header.refPicMarkingIDR = new RefPicMarkingIDR(false, false);
        }
        SliceHeaderWriter.write(header, key, 2, bits);
    }

    static void unit(ByteBuffer out, NALUnitType type, ByteBuffer content) {
        content.flip();
        out.putInt(1);
        new NALUnit(type, 3).write(out);
        H264Utils.escapeNAL(content, out);
    }
}
