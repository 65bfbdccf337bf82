using System.Globalization;

namespace Detections.Settings;

/// <summary>Reads files that others write, so that none of them can take all memory, or hold up who reads.</summary>
internal static class BoundedFile
{
    /// <summary>
    /// Whether it may be opened. A pipe has no length, and opening it waits for who writes into it; nor have a socket, a device and a file
    /// that is empty.
    /// </summary>
    public static bool HasContent(string path) => RealPath.Of(path) is not { } real || new FileInfo(real).Length > 0;

    /// <exception cref="IOException">It cannot be read, is empty, is no regular file, or is too large.</exception>
    public static byte[] Read(string path, int mostMegabytes)
    {
        if (!HasContent(path))
        {
            throw new IOException(
                "It is empty, or is a pipe, a socket or a device, which are not read. Put a regular file in its place, or take it away."
            );
        }

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
