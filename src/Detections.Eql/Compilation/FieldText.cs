using System.Collections.Immutable;
using System.Text;

namespace Detections.Eql.Compilation;

/// <summary>The values of a field as an explanation shows them.</summary>
internal static class FieldText
{
    /// <param name="values">The event.</param>
    /// <param name="slot">The field's, or -1 for one that stands for null.</param>
    public static ImmutableArray<string> Read(EqlEvent values, int slot)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (var index = slot < 0 ? -1 : values.First(slot); index >= 0; index = values.Next(index))
        {
            texts.Add(Encoding.UTF8.GetString(values.Value(index).Text));
        }

        return texts.ToImmutable();
    }
}
