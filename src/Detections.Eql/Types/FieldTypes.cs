using System.Collections.Frozen;
using System.Linq;
using Detections.Eql.Types;

namespace Detections.Eql;

/// <summary>The types of fields, which decide how their values compare. Immutable: all threads may share it.</summary>
public sealed class FieldTypes
{
    private readonly FrozenDictionary<string, FieldType> _types;

    private FieldTypes(IReadOnlyDictionary<string, FieldType> types, bool isComplete)
    {
        _types = types.ToFrozenDictionary();
        IsComplete = isComplete;
    }

    /// <summary>
    /// The fields of the Elastic Common Schema that compare neither as text nor as numbers, and those that hold numbers or truth. A
    /// field that is not among them may exist all the same.
    /// </summary>
    public static FieldTypes Ecs { get; } = new(EcsTypes.All, isComplete: false);

    /// <summary>Whether a field that is not among them does not exist.</summary>
    public bool IsComplete { get; }

    /// <summary>The names of all fields, sorted.</summary>
    public IEnumerable<string> Names => _types.Keys.Order(StringComparer.Ordinal);

    /// <summary>The fields of a mapping: the body that creates an index, or the answer of <c>GET index/_mapping</c> for one or more.</summary>
    /// <param name="json">The mapping in JSON.</param>
    /// <exception cref="FormatException">It is not a mapping.</exception>
    public static FieldTypes FromMapping(ReadOnlyMemory<byte> json) => new(MappingReader.Read(json), isComplete: true);

    /// <summary>The fields of an answer of <c>_field_caps</c>.</summary>
    /// <param name="json">The answer in JSON.</param>
    /// <exception cref="FormatException">It is not such an answer.</exception>
    public static FieldTypes FromFieldCaps(ReadOnlyMemory<byte> json) =>
        new(FieldCapsReader.Read(json), isComplete: true);

    /// <summary>The type of a field, or null if it is not known.</summary>
    /// <param name="field">The dotted name.</param>
    public FieldType? Of(string field) => _types.GetValueOrDefault(field);
}
