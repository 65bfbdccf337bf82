using System.Text;

namespace Detections.Eql.Tests.Support;

/// <summary>All values of an event as text, so that two can be compared.</summary>
internal static class EventValues
{
    /// <summary>The values by slot, in the order of the document; null if it could not be read.</summary>
    public static string? Read(EventReader reader, FieldTable table, ReadOnlyMemory<byte> json, byte[]? fields = null)
    {
        if (!reader.TryRead(json, fields, out var values, out var problem))
        {
            Assert.NotNull(problem);
            return null;
        }

        Assert.Null(problem);
        var text = new StringBuilder();
        for (var slot = 0; slot < table.Count; slot++)
        {
            for (var index = values.First(slot); index >= 0; index = values.Next(index))
            {
                var value = values.Value(index);
                text.Append($"{table.Fields[slot]} {value.Kind} {Convert.ToHexString(value.Text)}\n");
            }
        }

        return text.ToString();
    }
}
