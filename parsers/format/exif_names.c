#include "parsers/format/exif_names.h"

static const struct mk_exif_code orientation[] = {
    { 1, "Horizontal (normal)" },
    { 2, "Mirror horizontal" },
    { 3, "Rotated 180" },
    { 4, "Mirror vertical" },
    { 5, "Mirror horizontal and rotated 90 CCW" },
    { 6, "Rotated 90 CW" },
    { 7, "Mirror horizontal and rotated 90 CW" },
    { 8, "Rotated 90 CCW" },
    { 0, NULL },
};
static const struct mk_exif_code units[] = {
    { 1, "Not absolute" },
    { 2, "Pixels/Inch" },
    { 3, "Pixels/Centimeter" },
    { 0, NULL },
};
static const struct mk_exif_code compression[] = {
    { 1, "Uncompressed" }, { 5, "LZW" },     { 6, "JPEG (old-style)" },
    { 7, "JPEG" },         { 8, "Deflate" }, { 34892, "Lossy JPEG" },
    { 0, NULL },
};
static const struct mk_exif_code siting[] = { { 1, "Centered" }, { 2, "Co-sited" }, { 0, NULL } };
static const struct mk_exif_code program[] = {
    { 0, "Not defined" },      { 1, "Manual" },
    { 2, "Program normal" },   { 3, "Aperture priority" },
    { 4, "Shutter priority" }, { 5, "Creative program" },
    { 6, "Action program" },   { 7, "Portrait mode" },
    { 8, "Landscape mode" },   { 0, NULL },
};
static const struct mk_exif_code metering[] = {
    { 0, "Unknown" }, { 1, "Average" },    { 2, "Center-weighted average" },
    { 3, "Spot" },    { 4, "Multi-spot" }, { 5, "Pattern" },
    { 6, "Partial" }, { 255, "Other" },    { 0, NULL },
};
static const struct mk_exif_code light[] = {
    { 0, "Unknown" }, { 1, "Daylight" },     { 2, "Fluorescent" }, { 3, "Tungsten" },
    { 4, "Flash" },   { 9, "Fine weather" }, { 10, "Cloudy" },     { 11, "Shade" },
    { 255, "Other" }, { 0, NULL },
};
static const struct mk_exif_code flash[] = {
    { 0x00, "No flash" },
    { 0x01, "Fired" },
    { 0x05, "Fired, return not detected" },
    { 0x07, "Fired, return detected" },
    { 0x08, "On, did not fire" },
    { 0x09, "On, fired" },
    { 0x10, "Off, did not fire" },
    { 0x18, "Auto, did not fire" },
    { 0x19, "Auto, fired" },
    { 0x1d, "Auto, fired, return not detected" },
    { 0x1f, "Auto, fired, return detected" },
    { 0x20, "No flash function" },
    { 0x41, "Fired, red-eye reduction" },
    { 0x59, "Auto, fired, red-eye reduction" },
    { 0, NULL },
};
static const struct mk_exif_code space[] = { { 1, "sRGB" },
                                             { 65535, "Uncalibrated" },
                                             { 0, NULL } };
static const struct mk_exif_code sensing[] = {
    { 1, "Not defined" },
    { 2, "One-chip color area" },
    { 3, "Two-chip color area" },
    { 4, "Three-chip color area" },
    { 5, "Color sequential area" },
    { 7, "Trilinear" },
    { 8, "Color sequential linear" },
    { 0, NULL },
};
static const struct mk_exif_code rendered[] = { { 0, "Normal" }, { 1, "Custom" }, { 0, NULL } };
static const struct mk_exif_code exposure[] = {
    { 0, "Auto" },
    { 1, "Manual" },
    { 2, "Auto bracket" },
    { 0, NULL },
};
static const struct mk_exif_code balance[] = { { 0, "Auto" }, { 1, "Manual" }, { 0, NULL } };
static const struct mk_exif_code scene[] = {
    { 0, "Standard" }, { 1, "Landscape" }, { 2, "Portrait" }, { 3, "Night" }, { 0, NULL },
};
static const struct mk_exif_code gain[] = {
    { 0, "None" },          { 1, "Low gain up" },    { 2, "High gain up" },
    { 3, "Low gain down" }, { 4, "High gain down" }, { 0, NULL },
};
static const struct mk_exif_code softness[] = {
    { 0, "Normal" },
    { 1, "Soft" },
    { 2, "Hard" },
    { 0, NULL },
};
static const struct mk_exif_code saturation[] = {
    { 0, "Normal" },
    { 1, "Low" },
    { 2, "High" },
    { 0, NULL },
};
static const struct mk_exif_code distance[] = {
    { 0, "Unknown" }, { 1, "Macro" }, { 2, "Close" }, { 3, "Distant" }, { 0, NULL },
};
static const struct mk_exif_code origin[] = {
    { 1, "Film scanner" },
    { 2, "Print scanner" },
    { 3, "Digital camera" },
    { 0, NULL },
};
static const struct mk_exif_code taken[] = { { 1, "Directly photographed" }, { 0, NULL } };
static const struct mk_exif_code level[] = {
    { 0, "Above sea level" },
    { 1, "Below sea level" },
    { 2, "Above the ellipsoid" },
    { 3, "Below the ellipsoid" },
    { 0, NULL },
};
static const struct mk_exif_code status[] = {
    { 'A', "Measurement active" },
    { 'V', "Measurement void" },
    { 0, NULL },
};
static const struct mk_exif_code mode[] = {
    { '2', "2-dimensional" },
    { '3', "3-dimensional" },
    { 0, NULL },
};
static const struct mk_exif_code speed[] = {
    { 'K', "km/h" },
    { 'M', "mph" },
    { 'N', "knots" },
    { 0, NULL },
};
static const struct mk_exif_code north[] = {
    { 'T', "True north" },
    { 'M', "Magnetic north" },
    { 0, NULL },
};
static const struct mk_exif_code differential[] = {
    { 0, "Without correction" },
    { 1, "Corrected" },
    { 0, NULL },
};

static const struct mk_exif_name main_names[] = {
    { 0x0001, "InteroperabilityIndex" },
    { 0x00fe, "NewSubfileType" },
    { 0x0100, "ImageWidth" },
    { 0x0101, "ImageLength" },
    { 0x0102, "BitsPerSample" },
    { 0x0103, "Compression", MK_EXIF_CODE, compression },
    { 0x0106, "PhotometricInterpretation" },
    { 0x010e, "ImageDescription" },
    { 0x010f, "Make" },
    { 0x0110, "Model" },
    { 0x0111, "StripOffsets" },
    { 0x0112, "Orientation", MK_EXIF_CODE, orientation },
    { 0x0115, "SamplesPerPixel" },
    { 0x0116, "RowsPerStrip" },
    { 0x0117, "StripByteCounts" },
    { 0x011a, "XResolution" },
    { 0x011b, "YResolution" },
    { 0x011c, "PlanarConfiguration" },
    { 0x0128, "ResolutionUnit", MK_EXIF_CODE, units },
    { 0x012d, "TransferFunction" },
    { 0x0131, "Software" },
    { 0x0132, "DateTime" },
    { 0x013b, "Artist" },
    { 0x013c, "HostComputer" },
    { 0x013e, "WhitePoint" },
    { 0x013f, "PrimaryChromaticities" },
    { 0x0142, "TileWidth" },
    { 0x0143, "TileLength" },
    { 0x0144, "TileOffsets" },
    { 0x0145, "TileByteCounts" },
    { 0x014a, "SubIFDs" },
    { 0x0201, "JPEGInterchangeFormat" },
    { 0x0202, "JPEGInterchangeFormatLength" },
    { 0x0211, "YCbCrCoefficients" },
    { 0x0212, "YCbCrSubSampling" },
    { 0x0213, "YCbCrPositioning", MK_EXIF_CODE, siting },
    { 0x0214, "ReferenceBlackWhite" },
    { 0x02bc, "XMP" },
    { 0x4746, "Rating" },
    { 0x4749, "RatingPercent" },
    { 0x8298, "Copyright" },
    { 0x83bb, "IPTC" },
    { 0x8649, "PhotoshopSettings" },
    { 0x8769, "ExifIFD" },
    { 0x8773, "ICCProfile" },
    { 0x8825, "GPSInfo" },
    { 0x9003, "DateTimeOriginal" },
    { 0x9c9b, "XPTitle", MK_EXIF_WIDE },
    { 0x9c9c, "XPComment", MK_EXIF_WIDE },
    { 0x9c9d, "XPAuthor", MK_EXIF_WIDE },
    { 0x9c9e, "XPKeywords", MK_EXIF_WIDE },
    { 0x9c9f, "XPSubject", MK_EXIF_WIDE },
    { 0xc4a5, "PrintImageMatching" },
    { 0xc612, "DNGVersion" },
    { 0xc613, "DNGBackwardVersion" },
    { 0xc614, "UniqueCameraModel" },
    { 0xc62f, "CameraSerialNumber" },
    { 0xc634, "DNGPrivateData" },
    { 0xea1c, "Padding" },
    { 0 },
};

static const struct mk_exif_name exif_names[] = {
    { 0x829a, "ExposureTime" },
    { 0x829d, "FNumber", MK_EXIF_REAL },
    { 0x8822, "ExposureProgram", MK_EXIF_CODE, program },
    { 0x8824, "SpectralSensitivity" },
    { 0x8827, "PhotographicSensitivity" },
    { 0x8830, "SensitivityType" },
    { 0x8831, "StandardOutputSensitivity" },
    { 0x8832, "RecommendedExposureIndex" },
    { 0x8833, "ISOSpeed" },
    { 0x9000, "ExifVersion", MK_EXIF_BYTES },
    { 0x9003, "DateTimeOriginal" },
    { 0x9004, "DateTimeDigitized" },
    { 0x9010, "OffsetTime" },
    { 0x9011, "OffsetTimeOriginal" },
    { 0x9012, "OffsetTimeDigitized" },
    { 0x9101, "ComponentsConfiguration" },
    { 0x9102, "CompressedBitsPerPixel", MK_EXIF_REAL },
    { 0x9201, "ShutterSpeedValue", MK_EXIF_REAL },
    { 0x9202, "ApertureValue", MK_EXIF_REAL },
    { 0x9203, "BrightnessValue", MK_EXIF_REAL },
    { 0x9204, "ExposureBiasValue", MK_EXIF_REAL },
    { 0x9205, "MaxApertureValue", MK_EXIF_REAL },
    { 0x9206, "SubjectDistance", MK_EXIF_REAL },
    { 0x9207, "MeteringMode", MK_EXIF_CODE, metering },
    { 0x9208, "LightSource", MK_EXIF_CODE, light },
    { 0x9209, "Flash", MK_EXIF_CODE, flash },
    { 0x920a, "FocalLength", MK_EXIF_REAL },
    { 0x9214, "SubjectArea" },
    { 0x927c, "MakerNote" },
    { 0x9286, "UserComment", MK_EXIF_CODED },
    { 0x9290, "SubSecTime" },
    { 0x9291, "SubSecTimeOriginal" },
    { 0x9292, "SubSecTimeDigitized" },
    { 0x9400, "Temperature", MK_EXIF_REAL },
    { 0x9401, "Humidity", MK_EXIF_REAL },
    { 0x9402, "Pressure", MK_EXIF_REAL },
    { 0x9404, "Acceleration", MK_EXIF_REAL },
    { 0x9405, "CameraElevationAngle", MK_EXIF_REAL },
    { 0xa000, "FlashpixVersion", MK_EXIF_BYTES },
    { 0xa001, "ColorSpace", MK_EXIF_CODE, space },
    { 0xa002, "PixelXDimension" },
    { 0xa003, "PixelYDimension" },
    { 0xa004, "RelatedSoundFile" },
    { 0xa005, "InteroperabilityIFD" },
    { 0xa20b, "FlashEnergy", MK_EXIF_REAL },
    { 0xa20e, "FocalPlaneXResolution", MK_EXIF_REAL },
    { 0xa20f, "FocalPlaneYResolution", MK_EXIF_REAL },
    { 0xa210, "FocalPlaneResolutionUnit", MK_EXIF_CODE, units },
    { 0xa214, "SubjectLocation" },
    { 0xa215, "ExposureIndex", MK_EXIF_REAL },
    { 0xa217, "SensingMethod", MK_EXIF_CODE, sensing },
    { 0xa300, "FileSource", MK_EXIF_CODE, origin },
    { 0xa301, "SceneType", MK_EXIF_CODE, taken },
    { 0xa302, "CFAPattern" },
    { 0xa401, "CustomRendered", MK_EXIF_CODE, rendered },
    { 0xa402, "ExposureMode", MK_EXIF_CODE, exposure },
    { 0xa403, "WhiteBalance", MK_EXIF_CODE, balance },
    { 0xa404, "DigitalZoomRatio", MK_EXIF_REAL },
    { 0xa405, "FocalLengthIn35mmFilm" },
    { 0xa406, "SceneCaptureType", MK_EXIF_CODE, scene },
    { 0xa407, "GainControl", MK_EXIF_CODE, gain },
    { 0xa408, "Contrast", MK_EXIF_CODE, softness },
    { 0xa409, "Saturation", MK_EXIF_CODE, saturation },
    { 0xa40a, "Sharpness", MK_EXIF_CODE, softness },
    { 0xa40b, "DeviceSettingDescription" },
    { 0xa40c, "SubjectDistanceRange", MK_EXIF_CODE, distance },
    { 0xa420, "ImageUniqueID" },
    { 0xa430, "CameraOwnerName" },
    { 0xa431, "BodySerialNumber" },
    { 0xa432, "LensSpecification", MK_EXIF_REAL },
    { 0xa433, "LensMake" },
    { 0xa434, "LensModel" },
    { 0xa435, "LensSerialNumber" },
    { 0xa436, "ImageTitle" },
    { 0xa437, "Photographer" },
    { 0xa438, "ImageEditor" },
    { 0xa460, "CompositeImage" },
    { 0xa500, "Gamma", MK_EXIF_REAL },
    { 0 },
};

static const struct mk_exif_name gps_names[] = {
    { 0x0000, "GPSVersionID" },
    { 0x0001, "GPSLatitudeRef" },
    { 0x0002, "GPSLatitude", MK_EXIF_ANGLE },
    { 0x0003, "GPSLongitudeRef" },
    { 0x0004, "GPSLongitude", MK_EXIF_ANGLE },
    { 0x0005, "GPSAltitudeRef", MK_EXIF_CODE, level },
    { 0x0006, "GPSAltitude", MK_EXIF_REAL },
    { 0x0007, "GPSTimeStamp", MK_EXIF_CLOCK },
    { 0x0008, "GPSSatellites" },
    { 0x0009, "GPSStatus", MK_EXIF_LETTER, status },
    { 0x000a, "GPSMeasureMode", MK_EXIF_LETTER, mode },
    { 0x000b, "GPSDOP", MK_EXIF_REAL },
    { 0x000c, "GPSSpeedRef", MK_EXIF_LETTER, speed },
    { 0x000d, "GPSSpeed", MK_EXIF_REAL },
    { 0x000e, "GPSTrackRef", MK_EXIF_LETTER, north },
    { 0x000f, "GPSTrack", MK_EXIF_REAL },
    { 0x0010, "GPSImgDirectionRef", MK_EXIF_LETTER, north },
    { 0x0011, "GPSImgDirection", MK_EXIF_REAL },
    { 0x0012, "GPSMapDatum" },
    { 0x0013, "GPSDestLatitudeRef" },
    { 0x0014, "GPSDestLatitude", MK_EXIF_ANGLE },
    { 0x0015, "GPSDestLongitudeRef" },
    { 0x0016, "GPSDestLongitude", MK_EXIF_ANGLE },
    { 0x0017, "GPSDestBearingRef", MK_EXIF_LETTER, north },
    { 0x0018, "GPSDestBearing", MK_EXIF_REAL },
    { 0x0019, "GPSDestDistanceRef" },
    { 0x001a, "GPSDestDistance", MK_EXIF_REAL },
    { 0x001b, "GPSProcessingMethod", MK_EXIF_CODED },
    { 0x001c, "GPSAreaInformation", MK_EXIF_CODED },
    { 0x001d, "GPSDateStamp" },
    { 0x001e, "GPSDifferential", MK_EXIF_CODE, differential },
    { 0x001f, "GPSHPositioningError", MK_EXIF_REAL },
    { 0, NULL },
};

const struct mk_exif_name *mk_exif_name(enum mk_tiff_group group, uint16_t id)
{
    const struct mk_exif_name *n = group == MK_TIFF_GPS    ? gps_names
                                   : group == MK_TIFF_EXIF ? exif_names
                                                           : main_names;
    for (; n->name; n++)
        if (n->id == id)
            return n;
    if (group == MK_TIFF_MAIN ||
        group == MK_TIFF_SUB) /* TIFF/EP has Exif's tags in the first one */
        for (n = exif_names; n->name; n++)
            if (n->id == id)
                return n;
    return NULL;
}
