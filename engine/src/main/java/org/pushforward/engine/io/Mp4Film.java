package org.pushforward.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jcodec.common.Codec;
import org.jcodec.common.MuxerTrack;
import org.jcodec.common.VideoCodecMeta;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.Brand;
import org.jcodec.containers.mp4.muxer.MP4Muxer;
import org.pushforward.engine.api.InputException;

/**
 * H.264 in an MP4 file, which JCodec writes: a key frame every {@value #KEY_INTERVAL} frames, and a quantiser that changes there only
 * when a film would grow beyond all measure, because lines and letters must stay sharp and what stays costs nothing
 * ({@link StillVideoEncoder}). Colors are BT.709 in the limited range and say so; their differences are kept for two by two pixels
 * (4:2:0), so width and height are even.
 */
final class Mp4Film implements Film {

    private static final int KEY_INTERVAL = 32;
    private static final int TIME_SCALE = 60_000;
    /** Of 51, to begin with and at the most: the smaller, the better. */
    private static final int QUANTISER = 25;
    private static final int COARSEST = 31;
    /** Bytes of a pixel of a frame on average: 300 frames of 1280 × 720 take 20 MB. */
    private static final double BUDGET = 20e6 / (300.0 * 1280 * 720);

    private final AtomicFile.Growing file;
    private final FileChannel channel;
    private final MP4Muxer muxer;
    private final MuxerTrack track;
    private final StillVideoEncoder encoder;
    private final int width;
    private final int height;
    private final double fps;
    private int quantiser = QUANTISER;
    private long bytes;
    private int frames;

    Mp4Film(Path target, int width, int height, double fps) {
        if (width % 2 != 0 || height % 2 != 0) {
            throw new InputException(target + ": a film of " + width + "x" + height + " is not possible; width and height must be even");
        }
        this.width = width;
        this.height = height;
        this.fps = fps;
        encoder = new StillVideoEncoder(width, height, QUANTISER, KEY_INTERVAL);
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

    @Override
    public void add(int[] argb, long step) {
        toYuv(argb);
        int number = frames % KEY_INTERVAL;
        if (number == 0 && frames > 0) {
            adapt();
        }
        ByteBuffer encoded = encoder.encode(number);
        bytes += encoded.remaining();
        long from = time(frames);
        try {
            track.addFrame(Packet.createPacket(encoded, from, TIME_SCALE, time(frames + 1) - from, frames,
                    number == 0 ? Packet.FrameType.KEY : Packet.FrameType.INTER, null));
        } catch (IOException e) {
            throw AtomicFile.unwritten(file.part().toString(), e);
        }
        frames++;
    }

    /** What costs more than there is room for becomes coarser, and finer again where there is. */
    private void adapt() {
        double spent = bytes / ((double) width * height * frames * BUDGET);
        quantiser = spent > 0.95 ? Math.min(COARSEST, quantiser + 2) : spent < 0.8 ? Math.max(QUANTISER, quantiser - 1) : quantiser;
        encoder.setQuantiser(quantiser);
    }

    private long time(int frame) {
        return Math.round(TIME_SCALE * frame / fps);
    }

    /** BT.709, limited range; the last pixels fill what is left of the last blocks. */
    private void toYuv(int[] argb) {
        byte[][] yuv = encoder.picture();
        int stride = encoder.stride();
        for (int y = 0, c = 0; y < encoder.lines(); y += 2) {
            for (int x = 0; x < stride; x += 2, c++) {
                int r = 0;
                int g = 0;
                int b = 0;
                for (int k = 0; k < 4; k++) {
                    int px = x + k % 2;
                    int py = y + k / 2;
                    int rgb = argb[Math.min(py, height - 1) * width + Math.min(px, width - 1)];
                    int pr = rgb >> 16 & 255;
                    int pg = rgb >> 8 & 255;
                    int pb = rgb & 255;
                    r += pr;
                    g += pg;
                    b += pb;
                    yuv[0][py * stride + px] = (byte) ((11966 * pr + 40254 * pg + 4064 * pb + 32768 >> 16) + 16);
                }
                yuv[1][c] = (byte) ((-6596 * r - 22189 * g + 28785 * b + 131072 >> 18) + 128);
                yuv[2][c] = (byte) ((28785 * r - 26145 * g - 2640 * b + 131072 >> 18) + 128);
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
