using System.Globalization;

namespace Detections.Settings;

/// <summary>Reads files that others write, so that none of them can take all memory.</summary>
internal static class BoundedFile
{
    /// <exception cref="IOException">It cannot be read, is no regular file, or is too large.</exception>
    public static byte[] Read(string path, int mostMegabytes)
    {
        using var file = File.OpenRead(path);
        if (!file.CanSeek)
        {
            throw new IOException("It is a pipe or a device, and not a file.");
        }

        if (file.Length > (long)mostMegabytes << 20)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It has {file.Length >> 20} MB; allowed are up to {mostMegabytes} MB. Divide it into several."
                )
            );
        }

        var bytes = new byte[file.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
