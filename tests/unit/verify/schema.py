"""Whether a JSON value is what a schema says."""
import re


def conforms(value, schema):
    """What the schema uses of JSON Schema, and no more."""
    if 'enum' in schema:
        assert value in schema['enum'], (value, schema)
    if 'pattern' in schema:
        assert re.search(schema['pattern'], value), (value, schema)
    if schema.get('type') == 'array':
        for item in value:
            conforms(item, schema['items'])
    elif schema.get('type') == 'object':
        properties = schema.get('properties', {})
        assert set(schema.get('required', [])) <= set(value)
        for name, member in value.items():
            conforms(member, properties.get(name) or schema['additionalProperties'])
    else:
        assert isinstance(value, {'string': str, 'integer': int, 'boolean': bool}[schema['type']]), (value, schema)
