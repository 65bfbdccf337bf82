using System.Text.Encodings.Web;
using System.Text.Json;

namespace Detections.Embedded.Tests.Mapping;

public sealed class FieldTypeTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Plainly = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private TestNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("{'type':'keyword'}", "'a'", "'a'")]
    [InlineData("{'type':'keyword'}", "1.50", "'1.50'")]
    [InlineData("{'type':'keyword'}", "true", "'true'")]
    [InlineData("{'type':'keyword'}", "['a',['b']]", "'b'")]
    [InlineData("{'type':'keyword'}", "'\\ud83d'", "'\\ufffd'")]
    [InlineData("{'type':'keyword','null_value':'none'}", "null", "'none'")]
    [InlineData("{'type':'keyword','ignore_above':2}", "['abc','ab']", "'ab'")]
    [InlineData("{'type':'keyword','normalizer':'lowercase'}", "'ABC'", "'abc'")]
    [InlineData("{'type':'wildcard'}", "'a'", "'a'")]
    [InlineData("{'type':'version'}", "'1.2.3'", "'1.2.3'")]
    [InlineData("{'type':'text'}", "'The cmd.exe of O\\u0027Neil, 1.5 c_d-e'", "'cmd.exe'")]
    [InlineData("{'type':'text'}", "'The cmd.exe of O\\u0027Neil, 1.5 c_d-e'", "'o\\u0027neil'")]
    [InlineData("{'type':'text'}", "'The cmd.exe of ONeil, 1.5 c_d-e'", "'c_d'")]
    [InlineData("{'type':'match_only_text'}", "'The cmd.exe of ONeil, 1.5 c_d-e'", "'1.5'")]
    [InlineData("{'type':'long'}", "9223372036854775807", "9223372036854775807")]
    [InlineData("{'type':'long'}", "'-5'", "-5")]
    [InlineData("{'type':'integer'}", "1e3", "1000")]
    [InlineData("{'type':'short'}", "7.9", "7")]
    [InlineData("{'type':'byte'}", "-128", "-128")]
    [InlineData("{'type':'unsigned_long'}", "18446744073709551615", "18446744073709551615")]
    [InlineData("{'type':'double'}", "'1e-3'", "0.001")]
    [InlineData("{'type':'float'}", "0.1", "0.1")]
    [InlineData("{'type':'half_float'}", "0.1", "0.1")]
    [InlineData("{'type':'scaled_float','scaling_factor':10}", "0.123", "0.1")]
    [InlineData("{'type':'boolean'}", "'true'", "true")]
    [InlineData("{'type':'date'}", "'2024-01-01T00:00:00.123456Z'", "'2024-01-01T00:00:00.123Z'")]
    [InlineData("{'type':'date'}", "'2024'", "'2024-01-01T00:00:00Z'")]
    [InlineData("{'type':'date'}", "1704067200000", "'2024-01-01'")]
    [InlineData("{'type':'date','format':'epoch_second'}", "1704067200.5", "1704067200.5")]
    [InlineData("{'type':'date_nanos'}", "'2024-01-01T00:00:00.123456789Z'", "'2024-01-01T00:00:00.123456789Z'")]
    [InlineData("{'type':'ip'}", "'::ffff:10.0.0.1'", "'10.0.0.1'")]
    [InlineData("{'type':'long','ignore_malformed':true}", "['x',5]", "5")]
    [InlineData("{'type':'constant_keyword'}", "'first'", "'first'")]
    public async Task A_value_is_found_as_its_type_understands_it(string definition, string value, string term)
    {
        await _node.Ok("PUT /a", $"{{'mappings':{{'properties':{{'f':{definition}}}}}}}");
        await _node.Ok("PUT /a/_doc/1?refresh=true", $"{{'f':{value}}}");
        Assert.Equal("1", await _node.Ids("a", $"{{'term':{{'f':{term}}}}}"));
        Assert.Equal("1", await _node.Ids("a", $"{{'terms':{{'f':[{term}]}}}}"));
    }

    [Theory]
    [InlineData("{'type':'keyword'}", "{'x':1}", "a single value is expected here, but found an object")]
    [InlineData("{'type':'text'}", "{'x':1}", "a single value is expected here, but found an object")]
    [InlineData("{'type':'long'}", "'x'", "For input string: \"x\"")]
    [InlineData("{'type':'long'}", "true", "For input string: true")]
    [InlineData("{'type':'long'}", "1e99", "For input string: 1e99")]
    [InlineData("{'type':'byte'}", "128", "Value [128] is out of range for [byte]")]
    [InlineData("{'type':'unsigned_long'}", "-1", "For input string: -1")]
    [InlineData("{'type':'float'}", "1e39", "For input string: 1e39")]
    [InlineData("{'type':'double'}", "'NaN'", "For input string: \"NaN\"")]
    [InlineData("{'type':'boolean'}", "1", "Failed to parse value [1] as only [true] or [false] are allowed.")]
    [InlineData(
        "{'type':'boolean'}",
        "'yes'",
        "Failed to parse value [\"yes\"] as only [true] or [false] are allowed."
    )]
    [InlineData(
        "{'type':'date'}",
        "'2024-13-01'",
        "failed to parse date field [2024-13-01] with format [strict_date_optional_time||epoch_millis]"
    )]
    [InlineData("{'type':'date'}", "'2023-02-29'", "failed to parse date field [2023-02-29]")]
    [InlineData("{'type':'date'}", "true", "a date is expected here, but found true")]
    [InlineData("{'type':'date_nanos'}", "'2300-01-01'", "is outside the range of [date_nanos]")]
    [InlineData("{'type':'ip'}", "'1.2.3'", "'1.2.3' is not an IP string literal.")]
    [InlineData("{'type':'flattened'}", "'x'", "a flattened field takes an object, but found \"x\"")]
    [InlineData(
        "{'type':'constant_keyword','value':'a'}",
        "'b'",
        "every document of the index has the value [a] here, but this one has [b]"
    )]
    [InlineData(
        "{'type':'constant_keyword'}",
        "['a','b']",
        "every document of the index has the value [a] here, but this one has [b]"
    )]
    public async Task A_value_its_type_cannot_take_refuses_the_document(string definition, string value, string reason)
    {
        await _node.Ok("PUT /a", $"{{'mappings':{{'properties':{{'f':{definition}}}}}}}");
        var error = await _node.Refused(400, "PUT /a/_doc/1", $"{{'f':{value}}}");
        Assert.Equal("document_parsing_exception", (string)error["type"]!);
        Assert.Contains("failed to parse field [f] of type [", (string)error["reason"]!, StringComparison.Ordinal);
        Assert.Contains("in document with id '1'", (string)error["reason"]!, StringComparison.Ordinal);
        Assert.Contains(reason, (string)error["caused_by"]!["reason"]!, StringComparison.Ordinal);
        await _node.Send("GET /a/_doc/1");
        Assert.Equal(404, (int)(await _node.Send("GET /a/_doc/1")).Status);
    }

    [Theory]
    [InlineData("{'type':'long'}", "'x'", true)]
    [InlineData("{'type':'scaled_float','scaling_factor':10}", "'x'", true)]
    [InlineData("{'type':'unsigned_long'}", "-1", true)]
    [InlineData("{'type':'boolean'}", "'x'", true)]
    [InlineData("{'type':'date'}", "'x'", true)]
    [InlineData("{'type':'date_nanos'}", "'x'", true)]
    [InlineData("{'type':'ip'}", "'x'", true)]
    [InlineData("{'type':'long','ignore_malformed':false}", "'x'", false)]
    [InlineData("{'type':'keyword'}", "{'x':1}", false)]
    [InlineData("{'type':'keyword','index':false,'doc_values':false}", "{'x':1}", false)]
    [InlineData("{'type':'wildcard'}", "{'x':1}", false)]
    [InlineData("{'type':'text'}", "{'x':1}", false)]
    [InlineData("{'type':'flattened'}", "'x'", false)]
    [InlineData("{'type':'constant_keyword','value':'a'}", "'b'", false)]
    public async Task An_index_ignores_what_is_malformed_for_those_types_that_can(
        string definition,
        string value,
        bool isIgnored
    )
    {
        await _node.Ok(
            "PUT /a",
            $"{{'settings':{{'index.mapping.ignore_malformed':true}},'mappings':{{'properties':{{'f':{definition}}}}}}}"
        );
        var answer = await _node.Send("PUT /a/_doc/1?refresh=true", $"{{'f':{value}}}");
        Assert.Equal(isIgnored ? 201 : 400, (int)answer.Status);
        Assert.Equal(isIgnored ? "1" : "", await _node.Ids("a", "{'term':{'_ignored':'f'}}"));
        if (!isIgnored)
        {
            Assert.StartsWith(
                "failed to parse field [f] of type [",
                (string)answer.Json["error"]!["reason"]!,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("{'type':'keyword'}", "immense term in field=\\\"f\\\"")]
    [InlineData("{'type':'keyword','index':false}", "immense term in field=\\\"f\\\"")]
    [InlineData("{'type':'text','fields':{'k':{'type':'keyword'}}}", "immense term in field=\\\"f.k\\\"")]
    [InlineData("{'type':'keyword','ignore_above':1000}", null)]
    [InlineData("{'type':'keyword','index':false,'doc_values':false}", null)]
    [InlineData("{'type':'wildcard'}", null)]
    [InlineData("{'type':'text'}", null)]
    public async Task An_immense_term_refuses_the_document_unless_it_is_left_out(string definition, string? reason)
    {
        await _node.Ok(
            "PUT /a",
            $"{{'settings':{{'index.mapping.ignore_malformed':true}},'mappings':{{'properties':{{'f':{definition}}}}}}}"
        );
        await _node.Ok("PUT /a/_doc/fits", $"{{'f':'{new string('€', 10_922)}'}}");
        var answer = await _node.Send("PUT /a/_doc/1", $"{{'f':'{new string('€', 10_923)}'}}");
        Assert.Equal(reason is null ? 201 : 400, (int)answer.Status);
        Assert.Contains(reason ?? "created", answer.Json.ToJsonString(Plainly), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_immense_value_of_a_flattened_field_names_the_field()
    {
        await _node.Ok("PUT /a", "{'mappings':{'properties':{'f':{'type':'flattened'}}}}");
        var error = await _node.Refused(400, "PUT /a/_doc/1", $"{{'f':{{'x':'{new string('x', 32_767)}'}}}}");
        Assert.StartsWith("failed to parse field [f] of type", (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'type':'keyword','index':false,'doc_values':false}")]
    [InlineData("{'type':'text','index':false}")]
    public async Task What_is_stored_only_can_neither_be_found_nor_sorted_by(string definition)
    {
        await _node.Ok("PUT /a", $"{{'mappings':{{'properties':{{'f':{definition}}}}}}}");
        await _node.Ok("PUT /a/_doc/1?refresh=true", "{'f':'x'}");
        Assert.Equal("", await _node.Ids("a", "{'exists':{'field':'f'}}"));
        await _node.Refused(400, "POST /a/_search", "{'query':{'term':{'f':'x'}}}");
        await _node.Refused(400, "POST /a/_search", "{'sort':['f']}");
        var found = await _node.Ok("POST /a/_search", "{'fields':['f']}");
        Assert.Equal("x", (string)found["hits"]!["hits"]![0]!["fields"]!["f"]![0]!);
    }

    [Theory]
    [InlineData(
        "{'f':{'type':'nested'}}",
        "field [f] is of type [nested], which the embedded node does not implement; use [object] or [flattened]"
    )]
    [InlineData("{'f':{'type':'geo_point'}}", "No handler for type [geo_point] declared on field [f]")]
    [InlineData(
        "{'f':{'type':'keyword','copy_to':'g'}}",
        "unknown parameter [copy_to] on mapper [f] of type [keyword]"
    )]
    [InlineData(
        "{'f':{'type':'text','analyzer':'english'}}",
        "analyzer [english] has not been configured in mappings; the embedded node has [standard] only"
    )]
    [InlineData(
        "{'f':{'type':'keyword','normalizer':'mine'}}",
        "normalizer [mine] not found for field [f]; the embedded node has [lowercase] only"
    )]
    [InlineData(
        "{'f':{'type':'date','format':'week_date'}}",
        "Failed to parse mapping of field [f]: Invalid format: [week_date]"
    )]
    [InlineData(
        "{'f':{'type':'date','format':'strict_date'}}",
        "Failed to parse mapping of field [f]: Invalid format: [strict_date]"
    )]
    [InlineData(
        "{'f':{'type':'long','ignore_above':5}}",
        "unknown parameter [ignore_above] on mapper [f] of type [long]"
    )]
    [InlineData(
        "{'f':{'type':'keyword','ignore_malformed':true}}",
        "unknown parameter [ignore_malformed] on mapper [f]"
    )]
    [InlineData("{'f':{'type':'keyword','analyzer':'standard'}}", "unknown parameter [analyzer] on mapper [f]")]
    [InlineData("{'f':{'type':'text','doc_values':false}}", "unknown parameter [doc_values] on mapper [f]")]
    [InlineData("{'f':{'type':'match_only_text','norms':false}}", "unknown parameter [norms] on mapper [f]")]
    [InlineData("{'f':{'type':'wildcard','index':false}}", "unknown parameter [index] on mapper [f]")]
    [InlineData("{'f':{'type':'constant_keyword','ignore_above':5}}", "unknown parameter [ignore_above] on mapper [f]")]
    [InlineData("{'f':{'type':'unsigned_long','coerce':true}}", "unknown parameter [coerce] on mapper [f]")]
    [InlineData("{'f':{'type':'flattened','null_value':'x'}}", "unknown parameter [null_value] on mapper [f]")]
    [InlineData("{'f':{'type':'long','null_value':'x'}}", "Failed to parse mapping of field [f]: For input string")]
    [InlineData("{'g':{'type':'long'},'f':{'type':'alias','path':'g','index':false}}", "unknown parameter [index] on")]
    [InlineData("{'f':{'type':'scaled_float'}}", "Field [f] misses required parameter [scaling_factor]")]
    [InlineData("{'f':{'type':'alias','path':'g'}}", "the [path] [g] of field alias [f] is not a field of the mapping")]
    [InlineData(
        "{'f':{'dynamic':'runtime'}}",
        "dynamic [runtime] is not implemented by the embedded node; use true, false or strict"
    )]
    [InlineData("{'f':{'subobjects':false}}", "unknown parameter [subobjects] on mapper [f] of type [object]")]
    [InlineData("{'f..g':{'type':'long'}}", "field name [f..g] has an empty part")]
    [InlineData(
        "{'f':{'type':'long'},'f.g':{'type':'long'}}",
        "can't merge a non object mapping [f] with an object mapping"
    )]
    public async Task A_mapping_it_does_not_implement_is_refused(string properties, string reason)
    {
        var error = await _node.Refused(400, "PUT /a", $"{{'mappings':{{'properties':{properties}}}}}");
        Assert.Contains(reason, (string)error["reason"]!, StringComparison.Ordinal);
        await _node.Refused(404, "GET /a");
    }
}
