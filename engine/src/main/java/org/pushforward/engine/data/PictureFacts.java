package org.pushforward.engine.data;

import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What a picture file says about its pixels beside them, from EXIF or the tags of a TIFF. Only the parts that are needed are read, so
 * that nothing that is packed into a file is unpacked for it; what cannot be read counts as absent. Immutable.
 *
 * @param orientation 1 to 8: where row 0 and column 0 of the pixels belong (Exif 2.32, tag 0x0112)
 * @param sampleFormat 1 unsigned, 2 signed, 3 floating-point (TIFF 6.0, tag 339)
 * @param profiled whether a TIFF brings the profile of its colors
 */
record PictureFacts(int orientation, int sampleFormat, boolean profiled) {

    static final int SIGNED = 2;
    static final int FLOATING = 3;

    private static final int COLOR_PROFILE = 34675;

    static PictureFacts of(byte[] content) {
        ExifIFD0Directory tags;
        try {
            tags = metadata(content).getFirstDirectoryOfType(ExifIFD0Directory.class);
        } catch (IOException | JpegProcessingException | PngProcessingException | RiffProcessingException | RuntimeException e) {
            // Whether the pixels can be read is told by their codec.
            tags = null;
        }
        int orientation = number(tags, ExifDirectoryBase.TAG_ORIENTATION);
        return new PictureFacts(orientation <= 8 ? orientation : 1, number(tags, ExifDirectoryBase.TAG_SAMPLE_FORMAT),
                tags != null && tags.containsTag(COLOR_PROFILE));
    }

    /** The first number of a tag, or 1, which is the default of either. */
    private static int number(ExifIFD0Directory tags, int tag) {
        int[] values = tags == null ? null : tags.getIntArray(tag);
        return values == null || values.length == 0 || values[0] < 1 ? 1 : values[0];
    }

    private static Metadata metadata(byte[] content)
            throws IOException, JpegProcessingException, PngProcessingException, RiffProcessingException {
        Metadata metadata = new Metadata();
        if (begins(content, 0, 0xff, 0xd8)) {
            return JpegMetadataReader.readMetadata(new ByteArrayInputStream(content), List.of(new ExifReader()));
        }
        if (begins(content, 0, 0x89, 'P', 'N', 'G')) {
            new PngChunkReader().extract(new SequentialByteArrayReader(content), Set.of(PngChunkType.eXIf))
                    .forEach(c -> new ExifReader().extract(new ByteArrayReader(c.getBytes()), metadata));
        } else if (begins(content, 0, 'R', 'I', 'F', 'F') && begins(content, 8, 'W', 'E', 'B', 'P')) {
            return WebpMetadataReader.readMetadata(new ByteArrayInputStream(content));
        } else if (begins(content, 0, 'I', 'I', '*', 0) || begins(content, 0, 'M', 'M', 0, '*')) {
            new ExifReader().extract(new ByteArrayReader(content), metadata);
        }
        return metadata;
    }

    static boolean begins(byte[] content, int at, int... bytes) {
        for (int k = 0; k < bytes.length; k++) {
            if (at + k >= content.length || (content[at + k] & 0xff) != bytes[k]) {
                return false;
            }
        }
        return true;
    }
}
