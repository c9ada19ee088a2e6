package org.pushforward.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.codecs.h264.encode.RateControl;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.codecs.h264.io.model.VUIParameters;
import org.jcodec.common.Codec;
import org.jcodec.common.MuxerTrack;
import org.jcodec.common.VideoCodecMeta;
import org.jcodec.common.VideoEncoder;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.Brand;
import org.jcodec.containers.mp4.muxer.MP4Muxer;
import org.pushforward.engine.api.InputException;

/**
 * H.264 in an MP4 file, by JCodec: baseline profile, a key frame every {@value #KEY_INTERVAL} frames, a fixed quantiser rather than a
 * fixed rate, because lines and letters on a flat ground are cheap and must stay sharp. Colours are BT.709 in the limited range and say
 * so; their differences are kept for two by two pixels (4:2:0), so width and height are even.
 */
final class Mp4Film implements Film {

    private static final int KEY_INTERVAL = 32;
    private static final int TIME_SCALE = 60_000;
    /** Of 51: the smaller, the better. */
    private static final int QUANTISER = 18;

    private final AtomicFile.Growing file;
    private final FileChannel channel;
    private final MP4Muxer muxer;
    private final MuxerTrack track;
    private final H264Encoder encoder;
    private final Picture picture;
    private final ByteBuffer buffer;
    private final int width;
    private final int height;
    private final double fps;
    private int frames;

    Mp4Film(Path target, int width, int height, double fps) {
        if (width % 2 != 0 || height % 2 != 0) {
            throw new InputException(target + ": a film of " + width + "x" + height + " is not possible; width and height must be even");
        }
        this.width = width;
        this.height = height;
        this.fps = fps;
        encoder = new Encoder();
        encoder.setKeyInterval(KEY_INTERVAL);
        picture = Picture.create(width, height, ColorSpace.YUV420J);
        buffer = ByteBuffer.allocate(6 * width * height + 65_536);
        file = new AtomicFile.Growing(target);
        try {
            channel = FileChannel.open(file.part(), StandardOpenOption.READ, StandardOpenOption.WRITE);
            muxer = MP4Muxer.createMP4Muxer(new FileChannelWrapper(channel), Brand.MP4);
            track = muxer.addVideoTrack(Codec.H264, VideoCodecMeta.createSimpleVideoCodecMeta(new Size(width, height), ColorSpace.YUV420J));
        } catch (IOException e) {
            file.close();
            throw AtomicFile.unwritten(target.toString(), e);
        }
    }

    /** Says in the stream which colours its numbers mean. */
    private static final class Encoder extends H264Encoder {

        private static final int BT_709 = 1;

        Encoder() {
            super(new FixedQuantiser());
        }

        @Override
        public SeqParameterSet initSPS(Size size) {
            SeqParameterSet sps = super.initSPS(size);
            VUIParameters vui = new VUIParameters();
            vui.videoSignalTypePresentFlag = true;
            vui.videoFormat = 5;
            vui.colourDescriptionPresentFlag = true;
            vui.colourPrimaries = BT_709;
            vui.transferCharacteristics = BT_709;
            vui.matrixCoefficients = BT_709;
            sps.vuiParams = vui;
            return sps;
        }
    }

    private static final class FixedQuantiser implements RateControl {

        @Override
        public int startPicture(Size size, int maxSize, SliceType type) {
            return QUANTISER;
        }

        @Override
        public int initialQpDelta() {
            return 0;
        }

        @Override
        public int accept(int bits) {
            return 0;
        }
    }

    @Override
    public void add(int[] argb, long step) {
        toYuv(argb);
        buffer.clear();
        VideoEncoder.EncodedFrame encoded = encoder.encodeFrame(picture, buffer);
        long from = time(frames);
        try {
            track.addFrame(Packet.createPacket(encoded.getData(), from, TIME_SCALE, time(frames + 1) - from, frames,
                    encoded.isKeyFrame() ? Packet.FrameType.KEY : Packet.FrameType.INTER, null));
        } catch (IOException e) {
            throw AtomicFile.unwritten(file.part().toString(), e);
        }
        frames++;
    }

    private long time(int frame) {
        return Math.round(TIME_SCALE * frame / fps);
    }

    /** BT.709, limited range; the library's bytes are shifted by 128. */
    private void toYuv(int[] argb) {
        byte[] luma = picture.getPlaneData(0);
        byte[] blue = picture.getPlaneData(1);
        byte[] red = picture.getPlaneData(2);
        for (int y = 0, c = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2, c++) {
                int r = 0;
                int g = 0;
                int b = 0;
                for (int k = 0; k < 4; k++) {
                    int p = (y + k / 2) * width + x + k % 2;
                    int rgb = argb[p];
                    int pr = rgb >> 16 & 255;
                    int pg = rgb >> 8 & 255;
                    int pb = rgb & 255;
                    r += pr;
                    g += pg;
                    b += pb;
                    luma[p] = (byte) ((11966 * pr + 40254 * pg + 4064 * pb + 32768 >> 16) + 16 - 128);
                }
                blue[c] = (byte) (-6596 * r - 22189 * g + 28785 * b + 131072 >> 18);
                red[c] = (byte) (28785 * r - 26145 * g - 2640 * b + 131072 >> 18);
            }
        }
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public void finish() {
        try {
            muxer.finish();
            channel.close();
        } catch (IOException e) {
            throw AtomicFile.unwritten(file.part().toString(), e);
        }
        file.finish();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw AtomicFile.unwritten(file.part().toString(), e);
        } finally {
            file.close();
        }
    }
}
