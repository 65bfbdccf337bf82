using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>What the mapping says of the fields of a query.</summary>
internal sealed class FieldResolver(FieldTypes types)
{
    public FieldTypes Types { get; } = types;

    /// <summary>An optional field that no index has stands for null, before anything is evaluated.</summary>
    public bool IsNull(FieldExpression field) => field.IsOptional && Types.IsComplete && Types.Of(field.Name) is null;

    /// <summary>Whether a field is in it that is not null from the start.</summary>
    public bool DependsOnEvents(Expression expression)
    {
        foreach (var field in FieldCollector.Fields(expression))
        {
            if (!IsNull(field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The field that events hold: what an alias stands for, and what a sub-field indexes once more.</summary>
    public string SourceOf(string field)
    {
        var target = Types.Of(field)?.AliasOf ?? field;
        return Types.Of(target)?.SubFieldOf ?? target;
    }

    public FieldType? TypeOf(string field) =>
        Types.Of(field) is { AliasOf: { } target } ? Types.Of(target) : Types.Of(field);

    public FieldKind KindOf(string field) => FieldKinds.Of(TypeOf(field));

    public DateFormat? FormatOf(string field) => DateFormat.Of(TypeOf(field)?.Format);

    public StaticType TypeOf(FieldExpression field) =>
        IsNull(field) ? StaticType.Null : FieldKinds.TypeOf(KindOf(field.Name));

    public string TypeName(string field) => TypeOf(field)?.Name ?? "unknown";
}
